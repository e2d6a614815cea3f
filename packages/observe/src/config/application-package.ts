import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Layer } from './layer.ts';
import { isPlainObject } from './value-type.ts';

/** Folders looked into on the way up. */
const PARENTS_MAX = 64;

/**
 * What the application's own package.json says of it: the weakest layer above the defaults.
 *
 * A scoped name `@shop/checkout` becomes service `checkout` in namespace `shop`: dashboards read the bare name, and
 * the pair stays unique where two scopes hold packages of one name.
 *
 * @param entryFile - The program being run, `process.argv[1]`.
 * @param cwd - Where to look when the program is a tool installed below `node_modules`.
 */
export function readApplicationPackage(entryFile: string | undefined, cwd: string): Layer | undefined {
  for (const folder of [folderOfEntry(entryFile), cwd]) {
    if (folder === undefined) continue;
    const found = findNamedPackage(folder);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Folder of the program being run, unless that is an installed tool such as a framework's own command. */
export function folderOfEntry(entryFile: string | undefined): string | undefined {
  if (entryFile === undefined || entryFile === '') return undefined;
  const folder = dirname(resolveLinks(entryFile));
  return folder.split(sep).includes('node_modules') ? undefined : folder;
}

/** The folder itself, then its parents up to the root. */
export function* foldersUpward(start: string): Generator<string> {
  let folder = start;
  for (let count = 0; count < PARENTS_MAX; count += 1) {
    yield folder;
    const parent = dirname(folder);
    if (parent === folder) return;
    folder = parent;
  }
}

function findNamedPackage(start: string): Layer | undefined {
  for (const folder of foldersUpward(start)) {
    const file = join(folder, 'package.json');
    const manifest = readManifest(file);
    // A package.json without a name only marks the module type of a build folder.
    if (typeof manifest?.name === 'string' && manifest.name !== '')
      return describe(manifest.name, manifest, file);
  }
  return undefined;
}

function describe(packageName: string, manifest: Record<string, unknown>, file: string): Layer {
  const [, scope, bareName] = /^@([^/]+)\/(.+)$/.exec(packageName) ?? [];
  const values = new Map<string, unknown>([['service.name', bareName ?? packageName]]);
  if (scope !== undefined) values.set('service.namespace', scope);
  if (typeof manifest.version === 'string') values.set('service.version', manifest.version);
  return { layer: 'package.json', origin: file, values, locked: [] };
}

function readManifest(file: string): Record<string, unknown> | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isPlainObject(manifest) ? manifest : undefined;
  } catch {
    // Absent, unreadable or broken: npm will say so, and a parent may know better.
    return undefined;
  }
}

function resolveLinks(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
