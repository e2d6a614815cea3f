import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join, sep } from 'node:path';

/** An npm package on disk, as far as patching it needs to know. */
export interface InstalledPackage {
  /** Name in its manifest: with an npm alias the folder is called otherwise. */
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  /** File that `require(name)` loads, or `''` where it has none. */
  readonly mainFile: string;
  /** `require` has no CommonJS file to load: it fails, or gets an ES module. */
  readonly esmOnly: boolean;
}

const NODE_MODULES = `${sep}node_modules${sep}`;

/** Packages by folder; bounded by what the application has installed. */
const packagesByFolder = new Map<string, InstalledPackage | undefined>();

/**
 * The package that a file below `node_modules` belongs to.
 *
 * @param filename - Absolute path, as `require` resolved it.
 * @returns `undefined` for the application's own files and for folders without a readable manifest.
 */
export function packageOfFile(filename: string): InstalledPackage | undefined {
  const folder = packageFolder(filename);
  if (folder === undefined) return undefined;
  if (!packagesByFolder.has(folder)) packagesByFolder.set(folder, readPackage(folder));
  return packagesByFolder.get(folder);
}

function packageFolder(filename: string): string | undefined {
  const start = filename.lastIndexOf(NODE_MODULES);
  if (start === -1) return undefined;
  const nameStart = start + NODE_MODULES.length;
  let end = filename.indexOf(sep, nameStart);
  if (end !== -1 && filename[nameStart] === '@') end = filename.indexOf(sep, end + 1);
  return end === -1 ? undefined : filename.slice(0, end);
}

function readPackage(folder: string): InstalledPackage | undefined {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
    if (typeof manifest.name !== 'string') return undefined;
    return new ManifestPackage(folder, manifest.name, manifest);
  } catch {
    return undefined;
  }
}

interface Manifest {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly exports?: unknown;
  readonly type?: unknown;
}

/** Finds the main file only when asked: most packages an application loads are nobody's target. */
class ManifestPackage implements InstalledPackage {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly #hasExports: boolean;
  readonly #isModule: boolean;
  #mainFile: string | undefined;

  constructor(folder: string, name: string, manifest: Manifest) {
    this.folder = folder;
    this.name = name;
    this.version = typeof manifest.version === 'string' ? manifest.version : '';
    this.#hasExports = manifest.exports !== undefined && manifest.exports !== null;
    this.#isModule = manifest.type === 'module';
  }

  get mainFile(): string {
    this.#mainFile ??= this.#resolveMain();
    return this.#mainFile;
  }

  get esmOnly(): boolean {
    const { mainFile } = this;
    const extension = extname(mainFile);
    return mainFile === '' || extension === '.mjs' || (this.#isModule && extension === '.js');
  }

  #resolveMain(): string {
    const require = createRequire(join(this.folder, 'package.json'));
    // A package with `exports` may name itself; one without is resolved as a folder, by `main` or `index`.
    for (const request of this.#hasExports ? [this.name, this.folder] : [this.folder]) {
      try {
        return require.resolve(request);
      } catch {
        // Types-only and pure ES module packages have nothing that `require` could load.
      }
    }
    return '';
  }
}
