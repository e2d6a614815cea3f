import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { DEAD_ENDPOINT, runProgram, startReceiver } from '../../fixtures/program.ts';

const PACKAGE = fileURLToPath(new URL('../../../packages/observe/', import.meta.url));

/** Installs a second copy of the built package, of another version, as a dependency of a library would be. */
async function installCopy(folder: string, version: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await cp(join(PACKAGE, 'dist'), join(folder, 'dist'), { recursive: true });
  const manifest = await readFile(join(PACKAGE, 'package.json'), 'utf8');
  await writeFile(join(folder, 'package.json'), manifest);
  const chunks = join(folder, 'dist', 'cjs');
  for (const file of (await readdir(chunks)).filter((name) => name.endsWith('.js'))) {
    const text = await readFile(join(chunks, file), 'utf8');
    await writeFile(
      join(chunks, file),
      text.replaceAll(/(\bVERSION\d* = )["']0\.0\.0["']/g, `$1'${version}'`),
    );
  }
}

const COPY = fileURLToPath(new URL('../../../.cache/copies/observe/', import.meta.url));

const APP = `
  import { defineSli, flush } from '@org/observe';
  const copy = await import(${JSON.stringify(`${COPY}dist/esm/index.js`)});
  const library = await import(${JSON.stringify(`${COPY}dist/esm/api.js`)});
  const own = defineSli('job.run.quality');
  library.defineSli('job.run.quality').good();
  own.good();
  library.withSpan('from the library', () => {});
  await copy.flush();
  console.log('served');
  process.exit(0);`;

describe('two installed copies of different versions', () => {
  test('run one telemetry, which both record to, and say which one serves', async () => {
    await installCopy(COPY, '9.9.9');
    const { store, env } = await startReceiver();
    const { stdout, stderr } = await runProgram({ files: { 'app.mjs': APP }, env });
    expect(stdout).toBe('served\n');
    expect(store.total('sli.events', { 'sli.name': 'job.run.quality', 'sli.outcome': 'good' })).toBe(2);
    expect(store.spans().map(({ name }) => name)).toEqual(['from the library']);
    expect(stderr).toContain('OBS_ERR_RUNTIME_TWO_VERSIONS');
    expect(stderr).toContain('9.9.9');
  });

  test('import of a library entry starts nothing', async () => {
    const source = `
      import { currentTraceId } from '@org/observe/api';
      console.log(process.listenerCount('SIGTERM'), currentTraceId());`;
    const { stdout, stderr } = await runProgram({
      files: { 'app.mjs': source },
      env: { ...DEAD_ENDPOINT, OBSERVE_DEBUG: 'true' },
    });
    expect({ stdout, stderr }).toEqual({ stdout: '0 undefined\n', stderr: '' });
  });
});
