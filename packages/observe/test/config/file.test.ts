import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, createApplication, resolveIn } from './application-folder.ts';

const RESOLVE = fileURLToPath(new URL('../../src/config/resolve.ts', import.meta.url));

/** Prints what a plain Node process resolves, as an application bundled to CommonJS would. */
const PROGRAM = `
const { resolveConfig } = require(process.argv[2]);
try {
  const { config, warnings } = resolveConfig({ env: process.env, cwd: process.argv[3] });
  console.log(JSON.stringify({ team: config.service.team, warnings: warnings.map(({ code }) => code) }));
} catch (error) {
  console.log(JSON.stringify({ code: error.code, message: error.message }));
}
`;

interface Answer {
  readonly team?: string;
  readonly warnings?: string[];
  readonly code?: string;
  readonly message?: string;
}

let work: string;

/** Vitest transforms modules itself, so that only a process of its own shows how Node loads a file. */
function resolveInNode(folder: string, nodeOptions: readonly string[] = []): Answer {
  const args = [...nodeOptions, join(work, 'program.cjs'), join(work, 'resolve.cjs'), folder];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
  // A remark of Node's about an experiment would be noise in every start of the application.
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Answer;
}

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'observe-bundle-'));
  await build({
    entryPoints: [RESOLVE],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    conditions: ['@org/source'],
    outfile: join(work, 'resolve.cjs'),
    logLevel: 'error',
  });
  writeFileSync(join(work, 'program.cjs'), PROGRAM);
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

const TYPED = 'interface Team { team: string }\nconst service: Team = { team: "here" };\n';

/** How a person may write the file; `package.json` says the module type where it matters. */
const FORMATS: readonly { title: string; files: Record<string, string>; type?: string }[] = [
  { title: '.ts, an ES module', files: { 'observe.config.ts': `${TYPED}export default { service };` } },
  {
    title: '.ts in a module package',
    files: { 'observe.config.ts': `${TYPED}export default { service };` },
    type: 'module',
  },
  {
    title: '.ts, CommonJS',
    files: { 'observe.config.ts': `${TYPED}module.exports = { service };` },
    type: 'commonjs',
  },
  {
    title: '.ts that imports another',
    files: {
      'observe.config.ts': 'import { team } from "./team.ts";\nexport default { service: { team } };',
      'team.ts': 'export const team: string = "here";',
    },
    type: 'module',
  },
  { title: '.mts', files: { 'observe.config.mts': `${TYPED}export default { service };` } },
  {
    title: '.js, an ES module',
    files: { 'observe.config.js': 'export default { service: { team: "here" } };' },
  },
  {
    title: '.js, CommonJS',
    files: { 'observe.config.js': 'module.exports = { service: { team: "here" } };' },
  },
  {
    title: '.js, transpiled to CommonJS',
    files: {
      'observe.config.js': 'exports.__esModule = true; exports.default = { service: { team: "here" } };',
    },
  },
  { title: '.mjs', files: { 'observe.config.mjs': 'export default { service: { team: "here" } };' } },
  { title: '.json', files: { 'observe.config.json': '{ "$schema": "x", "service": { "team": "here" } }' } },
];

describe('a configuration file', () => {
  it.each(FORMATS)('is loaded synchronously as $title', ({ files, type }) => {
    const folder = createApplication({ 'package.json': { name: 'app', ...(type && { type }) }, ...files });
    expect(resolveInNode(folder)).toEqual({ team: 'here', warnings: [] });
  });

  it.each(FORMATS.filter(({ title }) => title.includes('ts')))(
    'is loaded as $title where Node strips no types by itself',
    ({ files, type }) => {
      const folder = createApplication({ 'package.json': { name: 'app', ...(type && { type }) }, ...files });
      // Switches off what 22.18 and later do by default, which leaves Node as 22.15 is.
      expect(resolveInNode(folder, ['--no-experimental-strip-types'])).toEqual({
        team: 'here',
        warnings: [],
      });
    },
  );

  it.each([
    [
      'throws',
      'observe.config.mjs',
      'throw new Error("boom\\nsecond line");',
      'OBS_ERR_CONFIG_FILE_LOAD',
      'boom',
    ],
    ['does not parse', 'observe.config.js', 'const = {', 'OBS_ERR_CONFIG_FILE_LOAD', 'SyntaxError'],
    ['is broken JSON', 'observe.config.json', '{ "a": ', 'OBS_ERR_CONFIG_FILE_LOAD', 'SyntaxError'],
    [
      'has an enum',
      'observe.config.ts',
      'enum A { B }\nexport default { };',
      'OBS_ERR_CONFIG_FILE_LOAD',
      'enum',
    ],
    [
      'imports what is missing',
      'observe.config.mjs',
      'import "nowhere";',
      'OBS_ERR_CONFIG_FILE_LOAD',
      'nowhere',
    ],
    ['awaits', 'observe.config.mjs', 'await 0;\nexport default {};', 'OBS_ERR_CONFIG_FILE_ASYNC', 'await'],
    [
      'exports nothing',
      'observe.config.mjs',
      'export const a = 1;',
      'OBS_ERR_CONFIG_FILE_EXPORT',
      'defineConfig',
    ],
    ['is empty', 'observe.config.js', '', 'OBS_ERR_CONFIG_FILE_EXPORT', 'defineConfig'],
    [
      'exports a function',
      'observe.config.js',
      'module.exports = () => ({});',
      'OBS_ERR_CONFIG_FILE_EXPORT',
      'object',
    ],
    [
      'exports a promise',
      'observe.config.mjs',
      'export default Promise.resolve({});',
      'OBS_ERR_CONFIG_FILE_EXPORT',
      'object',
    ],
  ])('that %s is a coded error naming the file', (_, name, content, code, words) => {
    const folder = createApplication({ 'package.json': { name: 'app' }, [name]: content });
    const answer = resolveInNode(folder);
    expect(answer.code).toBe(code);
    expect(answer.message).toContain(join(folder, name));
    expect(answer.message).toContain(words);
    expect(answer.message).not.toContain('second line');
  });
});

describe('finding the configuration file', () => {
  const config = (team: string) => ({ service: { team } });

  it('goes up from the working directory to the root of its package, and no further', () => {
    const folder = createApplication({
      'observe.config.json': config('outside'),
      'app/package.json': { name: 'app' },
      'app/src/deep/x.txt': '',
      'other/package.json': { name: 'other' },
      'other/observe.config.json': config('root'),
      'other/src/deep/x.txt': '',
    });
    expect(resolveIn(join(folder, 'other/src/deep')).config.service.team).toBe('root');
    expect(resolveIn(join(folder, 'app/src/deep')).config.service.team).toBe('');
  });

  it('looks from the program too, when that was started from elsewhere', () => {
    const folder = createApplication({
      'elsewhere/package.json': {},
      'app/package.json': { name: 'app' },
      'app/observe.config.json': config('program'),
    });
    const argv = ['node', join(folder, 'app/dist/server.js')];
    expect(resolveIn(join(folder, 'elsewhere'), { argv }).config.service.team).toBe('program');
  });

  it('is not needed when OBSERVE_CONFIG names one', () => {
    const folder = createApplication({
      'observe.config.json': config('found'),
      'deploy/observe.staging.json': config('named'),
    });
    const env = { OBSERVE_CONFIG: 'deploy/observe.staging.json' };
    expect(resolveIn(folder, { env }).config.service.team).toBe('named');
  });

  it('takes the first of several in one folder, with a warning', () => {
    const folder = createApplication({
      'observe.config.json': config('json'),
      'observe.config.mjs': 'export default { service: { team: "mjs" } };',
    });
    const resolution = resolveIn(folder);
    expect(codesOf(resolution)).toEqual(['OBS_ERR_CONFIG_FILE_SEVERAL']);
    expect(resolution.config.service.team).toBe('mjs');
  });
});
