import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FileSystem } from '../../src/resource/file-system.ts';

/** Files as a detector sees them, by absolute path. */
export function fileTree(files: Readonly<Record<string, string>> = {}): FileSystem {
  return { readText: (path) => files[path] };
}

/** A file as a runtime really shows it; see the fixtures folder. */
export function readFixture(name: string): string {
  return readFileSync(fileURLToPath(new URL(`fixtures/${name}`, import.meta.url)), 'utf8');
}
