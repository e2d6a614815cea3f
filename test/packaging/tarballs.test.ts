import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { describe, expect, test } from 'vitest';
import { VERSION } from '../../packages/observe/src/bootstrap/version.ts';
import { pack, PUBLISHED, ROOT } from './packed-package.ts';

describe.each(PUBLISHED)('packages/%s as packed', (folder) => {
  test('holds its build, its manifest, its readme, its licence and nothing else', () => {
    const strangers = pack(folder).files.filter(
      (path) => !/^(dist\/|package\.json$|README\.md$|LICENSE$)/.test(path),
    );
    expect(strangers).toEqual([]);
    expect(pack(folder).files).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE']));
  });

  test('names no private package among its dependencies', () => {
    expect(Object.keys(pack(folder).manifest.dependencies ?? {})).not.toContain('@org/observe-otlp');
  });

  test('is clean for publint', async () => {
    const { messages } = await publint({ pkgDir: join(ROOT, 'packages', folder), strict: true });
    const { manifest } = pack(folder);
    expect(messages.map((message) => formatMessage(message, manifest as never))).toEqual([]);
  });
});

describe.each(['conventions', 'observe'] as const)('types of packages/%s as packed', (folder) => {
  test('resolve the same from ES modules, CommonJS and bundlers', () => {
    const args = [pack(folder).tarball, '--profile', 'node16', '--format', 'table-flipped', '--no-emoji'];
    const { status, stdout, stderr } = spawnSync(join(ROOT, 'node_modules/.bin/attw'), args, {
      encoding: 'utf8',
    });
    expect(status, `${stdout}${stderr}`).toBe(0);
  });
});

test('the version that observe reports is the one of its manifest', () => {
  expect(VERSION).toBe(pack('observe').manifest.version);
});
