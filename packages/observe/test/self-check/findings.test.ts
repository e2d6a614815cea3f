import { expect, test } from 'vitest';
import { runProgram, sourceUrl } from '../loading/program.ts';

/** Runs the self-check in a program of its own, whose loaded modules are what it looks at. */
async function findings(
  before: string,
  files: Record<string, string> = {},
  checkFile = 'app.mjs',
): Promise<string[]> {
  const app = `
    ${before}
    import { installLoadHook, onModuleLoad } from '${sourceUrl('loading/module-hooks.ts')}';
    import { runSelfCheck } from '${sourceUrl('self-check/self-check.ts')}';
    import { Diagnostics } from '${sourceUrl('diagnostics/diagnostics.ts')}';
    const lines = [];
    installLoadHook();
    onModuleLoad('express', () => {});
    onModuleLoad('pg', () => {});
    runSelfCheck({
      config: { selfCheck: { enabled: true, afterMs: 60_000 } },
      diagnostics: new Diagnostics({ sink: (line) => lines.push(line) }),
      servedCount: () => 0, exportedCount: () => 0, lastError: () => undefined,
    });
    globalThis.lines = lines;
    console.log(JSON.stringify(lines));`;
  const { result } = await runProgram<string[]>({ files: { ...files, [checkFile]: app }, entry: 'app.mjs' });
  return result;
}

function fakePackage(name: string, version: string, folder = name): Record<string, string> {
  return {
    [`node_modules/${folder}/package.json`]: JSON.stringify({ name, version }),
    [`node_modules/${folder}/index.js`]: '',
  };
}

test('a process that loads us first and nothing beside us has no findings', async () => {
  expect(await findings('')).toEqual([]);
});

test('modules that are imported after us are no finding, though Node parsed them before', async () => {
  const files = {
    ...fakePackage('express', '5.3.0'),
    'node_modules/express/index.js': 'exports.Router = class {};',
    'app.mjs': `import './check.mjs'; import { Router } from 'express'; import './print.mjs'; Router;`,
    'print.mjs': 'console.log(JSON.stringify(globalThis.lines));',
  };
  expect(await findings('', files, 'check.mjs')).toEqual([]);
});

test('modules that were imported before us are named with the fix', async () => {
  const files = { ...fakePackage('express', '5.3.0'), ...fakePackage('pg', '8.23.1') };
  const lines = await findings(`import 'express'; import 'pg';`, files);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('OBS_ERR_CHECK_LOADED_EARLY');
  expect(lines[0]).toContain('express 5.3.0, pg 8.23.1');
  expect(lines[0]).toContain('the first line of the entry file');
});

test('two versions of the OpenTelemetry API are named', async () => {
  const files = fakePackage('@opentelemetry/api', '1.9.1');
  const register = `import '@opentelemetry/api';
    globalThis[Symbol.for('opentelemetry.js.api.1')] = { version: '1.10.0' };`;
  const lines = await findings(register, files);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('OBS_ERR_CHECK_API_COPIES');
  expect(lines[0]).toContain('1.10.0, 1.9.1');
});

test('another agent is named', async () => {
  const lines = await findings(`import 'dd-trace';`, fakePackage('dd-trace', '6.21.0'));
  expect(lines[0]).toContain(
    'OBS_ERR_CHECK_OTHER_AGENT: Another telemetry agent is loaded: dd-trace 6.21.0.',
  );
});

test('several findings make one warning, numbered', async () => {
  const files = { ...fakePackage('express', '5.3.0'), ...fakePackage('newrelic', '13.0.0') };
  const lines = await findings(`import 'express'; import 'newrelic';`, files);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('OBS_ERR_CHECK_SEVERAL: 2 things');
  expect(lines[0]).toMatch(/1\. OBS_ERR_CHECK_LOADED_EARLY.*\n {2}2\. OBS_ERR_CHECK_OTHER_AGENT/);
});
