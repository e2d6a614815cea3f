import { describe, expect, test } from 'vitest';
import { installedPath, NODES, runProgram, sourceUrl } from './program.ts';

/** Packages of every shape that an application may install. */
const PACKAGES = {
  'node_modules/plain/package.json': '{ "name": "plain", "version": "1.2.3", "main": "./lib/index.js" }',
  'node_modules/plain/lib/index.js': `
    exports.greet = () => 'hello';
    exports.Client = class { query() { return 'rows'; } };
    exports.layer = require('./layer.js');`,
  'node_modules/plain/lib/layer.js': `exports.handle = () => 'handled';`,
  'node_modules/wrapped/package.json': `{ "name": "wrapped", "version": "2.0.0", "main": "./lib/index.js",
    "exports": { ".": { "import": "./esm/index.mjs", "require": "./lib/index.js" } } }`,
  'node_modules/wrapped/esm/index.mjs': `import cjs from '../lib/index.js'; export const Pool = cjs.Pool; export default cjs;`,
  'node_modules/wrapped/lib/index.js': `module.exports = { Pool: class { connect() { return 'connected'; } } };`,
  'node_modules/alias/package.json': '{ "name": "@scope/real", "version": "4.0.0" }',
  'node_modules/alias/index.js': `exports.run = () => 'ran';`,
  'node_modules/broken/package.json': '{ "name": "broken", "version": "0.0.1" }',
  'node_modules/broken/index.js': `throw new TypeError('the package itself is broken');`,
};

const HOOKS = `
import { installLoadHook, onModuleLoad } from '${sourceUrl('loading/module-hooks.ts')}';
export const patched = [];
const mark = (holder, name) => {
  const original = holder[name];
  holder[name] = function (...args) { return 'patched ' + original.apply(this, args); };
};
installLoadHook();
onModuleLoad('plain', (exports, { version, late }) => {
  patched.push('plain ' + version + (late ? ' late' : ''));
  mark(exports, 'greet');
  mark(exports.Client.prototype, 'query');
});
onModuleLoad('plain/lib/layer.js', (exports) => { patched.push('layer'); mark(exports, 'handle'); });
onModuleLoad('wrapped', ({ Pool }) => { patched.push('wrapped'); mark(Pool.prototype, 'connect'); });
onModuleLoad('@scope/real', (exports) => { patched.push('alias'); mark(exports, 'run'); });
`;

const EVERYTHING_PATCHED = {
  named: ['patched hello', 'patched rows'],
  inner: 'patched handled',
  wrapped: 'patched connected',
  alias: 'patched ran',
  patched: ['alias', 'layer', 'plain 1.2.3', 'wrapped'],
};

describe.each(NODES)('with %s', (node) => {
  test('patches what an ES module imports by name, as default and as namespace', async () => {
    const app = `
      import { patched } from './hooks.mjs';
      import plain, { greet, Client } from 'plain';
      import * as namespace from 'plain';
      import { Pool } from 'wrapped';
      import { run } from 'alias';
      console.log(JSON.stringify({
        named: [greet(), new Client().query()],
        default: plain.greet(), namespace: namespace.greet(), inner: plain.layer.handle(),
        wrapped: new Pool().connect(), alias: run(), patched: patched.sort(),
      }));`;
    const files = { ...PACKAGES, 'hooks.mjs': HOOKS, 'app.mjs': app };
    const { result } = await runProgram({ node, files, entry: 'app.mjs' });
    expect(result).toEqual({
      ...EVERYTHING_PATCHED,
      default: 'patched hello',
      namespace: 'patched hello',
    });
  });

  test('patches what a CommonJS module requires, once, though it is imported later', async () => {
    const app = `
      const { patched } = require('./hooks.mjs');
      const { greet, Client, layer } = require('plain');
      const { Pool } = require('wrapped');
      const { run } = require('alias');
      const named = [greet(), new Client().query()];
      import('plain').then((later) => console.log(JSON.stringify({
        named, inner: layer.handle(), wrapped: new Pool().connect(), alias: run(), later: later.greet(), patched: patched.sort(),
      })));`;
    const files = { ...PACKAGES, 'hooks.mjs': HOOKS, 'app.cjs': app };
    const { result } = await runProgram({ node, files, entry: 'app.cjs' });
    expect(result).toEqual({ ...EVERYTHING_PATCHED, later: 'patched hello' });
  });

  test('shows an imported package to require-in-the-middle, once', async () => {
    const app = `
      import './hooks.mjs';
      import { createRequire } from 'node:module';
      const { Hook } = createRequire(import.meta.url)('${installedPath('require-in-the-middle')}');
      const seen = [];
      new Hook(['plain', 'wrapped'], { internals: true }, (exports, name) => { seen.push(name); return exports; });
      await import('plain');
      await import('wrapped');
      createRequire(import.meta.url)('plain');
      console.log(JSON.stringify(seen.sort()));`;
    const files = { ...PACKAGES, 'hooks.mjs': HOOKS, 'app.mjs': app };
    const { result } = await runProgram({ node, files, entry: 'app.mjs' });
    expect(result).toEqual(['plain', 'plain/lib/layer.js', 'wrapped']);
  });
});

test('patches late what was loaded before, and names it', async () => {
  const app = `
    import { greet } from 'plain';
    import { packagesLoadedEarly } from '${sourceUrl('loading/module-hooks.ts')}';
    import plain from 'plain';
    const { patched } = await import('./hooks.mjs');
    const early = packagesLoadedEarly().map(({ name, version }) => name + ' ' + version);
    console.log(JSON.stringify({ throughObject: plain.greet(), copied: greet(), patched, early }));`;
  const files = { ...PACKAGES, 'hooks.mjs': HOOKS, 'app.mjs': app };
  const { result } = await runProgram({ files, entry: 'app.mjs' });
  expect(result).toEqual({
    throughObject: 'patched hello',
    copied: 'hello',
    patched: ['plain 1.2.3 late', 'layer'],
    early: ['plain 1.2.3'],
  });
});

test('loads a package whose patch throws, and says so once', async () => {
  const app = `
    import { installLoadHook, onModuleLoad } from '${sourceUrl('loading/module-hooks.ts')}';
    import { Diagnostics } from '${sourceUrl('diagnostics/diagnostics.ts')}';
    installLoadHook({ diagnostics: new Diagnostics() });
    onModuleLoad('plain', () => { throw new Error('no such export'); });
    const { greet } = await import('plain');
    console.log(JSON.stringify(greet()));`;
  const { result, stderr } = await runProgram({ files: { ...PACKAGES, 'app.mjs': app }, entry: 'app.mjs' });
  expect(result).toBe('hello');
  expect(stderr).toContain('OBS_ERR_LOADING_PATCH: Instrumenting plain failed: no such export.');
  expect(stderr.match(/OBS_ERR/g)).toHaveLength(1);
});

test("lets a package's own error through unchanged, by import and by require", async () => {
  const app = `
    import './hooks.mjs';
    import { createRequire } from 'node:module';
    const errors = [];
    await import('broken').catch((error) => errors.push(error.name + ': ' + error.message));
    try { createRequire(import.meta.url)('broken'); } catch (error) { errors.push(error.name + ': ' + error.message); }
    console.log(JSON.stringify(errors));`;
  const files = { ...PACKAGES, 'hooks.mjs': HOOKS, 'app.mjs': app };
  const { result } = await runProgram({ files, entry: 'app.mjs' });
  expect(result).toEqual(Array(2).fill('TypeError: the package itself is broken'));
});

test('leaves children and parents of modules as they are without us', async () => {
  const app = (before: string) => `
    ${before}
    import { createRequire } from 'node:module';
    import plain from 'plain';
    const { cache } = createRequire(import.meta.url);
    const tree = Object.entries(cache).filter(([file]) => file.includes('/plain/'))
      .map(([file, module]) => [file.split('/').at(-1), module.children.map(({ id }) => id.split('/').at(-1))]);
    console.log(JSON.stringify(tree));`;
  const [hooked, plain] = await Promise.all(
    ["import './hooks.mjs';", ''].map((before) => {
      const files = { ...PACKAGES, 'hooks.mjs': HOOKS, 'app.mjs': app(before) };
      return runProgram({ files, entry: 'app.mjs' });
    }),
  );
  expect(hooked?.result).toEqual(plain?.result);
});
