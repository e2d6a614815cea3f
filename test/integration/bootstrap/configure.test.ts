import { describe, expect, test } from 'vitest';
import { DEAD_ENDPOINT, runProgram } from '../../fixtures/program.ts';

const DEBUG = { ...DEAD_ENDPOINT, OBSERVE_DEBUG: 'true' };
const SETTINGS = `import { configure } from '@org/observe/config'; configure({ service: { name: 'from-code' } });`;
const APP = `import './settings.mjs'; import '@org/observe'; process.exit(0);`;
const FILE = `export default { service: { name: 'from-file' } };`;

describe('configure()', () => {
  test.each([
    ['wins over package.json', {}, {}, 'from-code'],
    ['gives way to the file', { 'observe.config.mjs': FILE }, {}, 'from-file'],
    [
      'gives way to the environment',
      { 'observe.config.mjs': FILE },
      { OTEL_SERVICE_NAME: 'from-env' },
      'from-env',
    ],
  ])('%s', async (_, files, env, name) => {
    const { stderr } = await runProgram({
      files: { 'app.mjs': APP, 'settings.mjs': SETTINGS, ...files },
      env: { ...DEBUG, ...env },
    });
    expect(stderr).toContain(`started for ${name} 1.2.3`);
  });

  test('after the start changes nothing, and says so', async () => {
    const { stderr } = await runProgram({
      files: {
        'app.mjs': `import '@org/observe'; import './settings.mjs'; process.exit(0);`,
        'settings.mjs': SETTINGS,
      },
      env: DEBUG,
    });
    expect(stderr).toContain('started for program 1.2.3');
    expect(stderr).toContain('OBS_ERR_CONFIG_LATE');
  });

  test('with a mistake in it is one error with the fix, and the application runs on', async () => {
    const { code, stderr } = await runProgram({
      files: { 'app.mjs': APP, 'settings.mjs': SETTINGS.replace('service:', 'servise:') },
      env: DEBUG,
    });
    expect(code).toBe(0);
    expect(stderr).toMatch(/OBS_ERR_CONFIG_INVALID.*servise.*service/s);
  });
});
