import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { pack } from './packed-package.ts';

/** What one `npm install @org/observe` may put on a disk; docs/internals/dependencies.md says what each part is for. */
const INSTALL_BYTES_MAX = 40 * 1024 * 1024;
const PACKAGES_MAX = 60;

describe('installing @org/observe from its tarball', () => {
  let application: string;

  beforeAll(() => {
    application = mkdtempSync(join(tmpdir(), 'observe-install-'));
    writeFileSync(
      join(application, 'package.json'),
      '{ "name": "application", "version": "3.2.1", "private": true }',
    );
    const tarballs = [pack('conventions').tarball, pack('observe').tarball];
    execFileSync(
      'npm',
      ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', ...tarballs],
      {
        cwd: application,
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
  });

  test('stays within the size a service can afford', async () => {
    const bytes = await folderBytes(join(application, 'node_modules'));
    console.log(`installed: ${(bytes / 1024 / 1024).toFixed(1)} MB`);
    expect(bytes).toBeLessThan(INSTALL_BYTES_MAX);
  });

  test('brings few packages', () => {
    const listed = execFileSync('npm', ['ls', '--all', '--parseable'], {
      cwd: application,
      encoding: 'utf8',
    });
    const count = new Set(listed.trim().split('\n')).size - 1;
    console.log(`packages: ${count}`);
    expect(count).toBeLessThanOrEqual(PACKAGES_MAX);
  });

  test('brings one copy of the OpenTelemetry API', () => {
    const listed = execFileSync('npm', ['ls', '--all', '--parseable', '@opentelemetry/api'], {
      cwd: application,
      encoding: 'utf8',
    });
    expect(
      listed
        .trim()
        .split('\n')
        .filter((path) => path.endsWith('@opentelemetry/api')),
    ).toHaveLength(1);
  });

  test.each(['import', 'require'])('starts from one %s and takes its name from the application', (format) => {
    const file = format === 'import' ? 'app.mjs' : 'app.cjs';
    const load = format === 'import' ? `import '@org/observe';` : `require('@org/observe');`;
    writeFileSync(join(application, file), `${load}\nconsole.log('serving');\n`);
    const env = { ...process.env, OBSERVE_DEBUG: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
    const output = execFileSync('sh', ['-c', `"${process.execPath}" ${file} 2>&1`], {
      cwd: application,
      encoding: 'utf8',
      env,
    });
    expect(output).toContain('serving');
    expect(output).toMatch(/application.*3\.2\.1/);
  });
});

async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async (file) => (await stat(join(file.parentPath, file.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
