import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { resolveConfig, type Resolution, type ResolveOptions } from '../../src/config/resolve.ts';

/**
 * Writes an application into a folder of its own, removed after the test.
 *
 * @param files - Content by path; objects are written as JSON.
 */
export function createApplication(files: Readonly<Record<string, string | object>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'observe-config-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

/** Resolves with nothing of this process but what the test says. */
export function resolveIn(folder: string, options: Omit<ResolveOptions, 'cwd'> = {}): Resolution {
  return resolveConfig({ env: {}, argv: ['node', join(folder, 'server.js')], cwd: folder, ...options });
}

/** Resolves for variables alone. */
export function resolveEnv(env: Readonly<Record<string, string>>): Resolution {
  return resolveIn(createApplication({ 'package.json': { name: 'app' } }), { env });
}

/** Codes of warnings, in order. */
export function codesOf({ warnings }: Resolution): string[] {
  return warnings.map(({ code }) => code);
}

/** The error that `run` throws. */
export function thrownBy(run: () => unknown): Error & { code?: string } {
  try {
    run();
  } catch (thrown) {
    return thrown as Error;
  }
  throw new Error('nothing was thrown');
}
