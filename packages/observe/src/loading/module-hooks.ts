import Module from 'node:module';
import { join } from 'node:path';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { createError } from '../errors.ts';
import { packageOfFile, type InstalledPackage } from './installed-package.ts';

/** What a module patch is told about the module it gets. */
export interface ModuleFacts {
  /** Version of the package, from its manifest. */
  readonly version: string;
  /** File that was loaded. */
  readonly filename: string;
  /** The module was loaded before us: objects it made until now have not been seen. */
  readonly late: boolean;
}

/**
 * Changes the exports of a loaded module. ES modules copy named exports and keep the original `module.exports`, so a
 * patch must change them in place; returning another value reaches those who `require` only.
 */
export type ModulePatch = (exports: never, facts: ModuleFacts) => unknown;

interface HookedModule {
  /** Path inside the package, or `''` for its main file. */
  readonly file: string;
  readonly patch: ModulePatch;
}

/** The parts of Node's module loader used here, which its types leave out. */
interface LoaderModule {
  exports: unknown;
  readonly loaded: boolean;
  readonly children: readonly LoaderModule[];
}
interface LoaderPrototype {
  load(this: LoaderModule, filename: string): unknown;
  require(this: LoaderModule, id: string): unknown;
}
interface Loader {
  new (id: string): LoaderModule;
  readonly prototype: LoaderPrototype;
  readonly _cache: Readonly<Record<string, LoaderModule | undefined>>;
}

const loader = Module as unknown as Loader;
const modulePatches = new Map<string, HookedModule[]>();
const packageStarts = new Map<string, (owner: InstalledPackage) => void>();
const startedPackages = new Set<string>();
const earlyPackages = new Map<string, InstalledPackage>();

/** Parent of the `require` in progress; a module loaded by `import` has none. */
let requiring: LoaderModule | undefined;
let reportTo: Diagnostics | undefined;
let installed = false;

/** Parent under which modules are passed through `require` again, so that no module of the application is touched. */
let repeater: LoaderModule | undefined;

/**
 * Watches CommonJS modules load, by `require` and by `import` from ES modules alike; needs no flag.
 *
 * An `import` of a CommonJS module bypasses `Module.prototype.require`, where every require-in-the-middle based
 * instrumentation waits. Such modules are passed once more through it, so that those see them too.
 *
 * @param options - `diagnostics`: told once for each patch that fails; the module then stays as it was.
 */
export function installLoadHook(options: { diagnostics?: Diagnostics } = {}): void {
  reportTo = options.diagnostics ?? reportTo;
  if (installed) return;
  installed = true;
  const originalRequire = loader.prototype.require;
  loader.prototype.require = function require(id) {
    const outer = enterRequire(this);
    try {
      return originalRequire.call(this, id);
    } finally {
      requiring = outer;
    }
  };
  const originalLoad = loader.prototype.load;
  loader.prototype.load = function load(filename) {
    // A child is entered in its parent's list just before it loads; an import inside `require(esm)` is not.
    const byRequire = requiring !== undefined && requiring.children.at(-1) === this;
    const started = startPackageOfFile(filename) === 'started';
    const result = originalLoad.call(this, filename);
    // Ours first: require-in-the-middle keeps the exports it is shown.
    applyPatches(this, filename, false);
    if (started || !byRequire) repeatThroughRequire(this, filename);
    return result;
  };
}

/**
 * Hangs a patch on a CommonJS module; it runs once, right after the module has loaded, or at once if it has already.
 *
 * @param name - Package name for its main file, or a file inside: `'router/lib/layer.js'`. An npm alias is seen through.
 * @param patch - Gets the exports and changes them in place; what it returns replaces `module.exports`, unless `undefined`.
 *
 * @example
 * onModuleLoad('express', (exports: { application: object }, { version }) => {
 *   patchApplication(exports.application, version);
 *   return exports;
 * });
 */
export function onModuleLoad<Exports>(
  name: string,
  patch: (exports: Exports, facts: ModuleFacts) => unknown,
): void {
  const { packageName, file } = splitRequest(name);
  const hooked: HookedModule = { file, patch: patch as ModulePatch };
  modulePatches.set(packageName, [...(modulePatches.get(packageName) ?? []), hooked]);
  for (const { module, filename, owner } of cachedModules(packageName)) {
    earlyPackages.set(packageName, owner);
    applyPatch(hooked, module, filename, owner, true);
  }
}

/**
 * Runs `start` right before the first file of a package loads, and passes that file through `require` again
 * afterwards: the moment to load an instrumentation whose own hooks come too late for the `require` in progress.
 */
export function onPackageStart(packageName: string, start: (owner: InstalledPackage) => void): void {
  const cached = cachedModules(packageName);
  const [first] = cached;
  packageStarts.set(packageName, start);
  if (first === undefined) return;
  startedPackages.add(packageName);
  runSafely(packageName, () => start(first.owner));
  for (const { module, filename, owner } of cached) {
    earlyPackages.set(packageName, owner);
    repeatThroughRequire(module, filename);
  }
}

/** Runs what waits for the package of a file, once; `undefined` where nothing ever waited for it. */
export function startPackageOfFile(filename: string): 'started' | 'running' | undefined {
  if (packageStarts.size === 0) return undefined;
  const owner = packageOfFile(filename);
  if (owner === undefined) return undefined;
  const start = packageStarts.get(owner.name);
  if (start === undefined) return undefined;
  if (startedPackages.has(owner.name)) return 'running';
  startedPackages.add(owner.name);
  runSafely(owner.name, () => start(owner));
  return 'started';
}

/** Packages that were loaded before anyone asked to patch them; they were patched late. */
export function packagesLoadedEarly(): readonly InstalledPackage[] {
  return [...earlyPackages.values()];
}

/** Notes the parent of a `require`; returns the one around it. */
function enterRequire(parent: LoaderModule): LoaderModule | undefined {
  const outer = requiring;
  requiring = parent;
  return outer;
}

function splitRequest(name: string): { packageName: string; file: string } {
  const segments = name.split('/');
  const nameLength = name.startsWith('@') ? 2 : 1;
  return {
    packageName: segments.slice(0, nameLength).join('/'),
    file: segments.slice(nameLength).join('/'),
  };
}

/** Loaded files of a package. Node also caches what it has only parsed for the imports of an ES module; it loads later. */
function cachedModules(packageName: string) {
  const cached: { module: LoaderModule; filename: string; owner: InstalledPackage }[] = [];
  for (const [filename, module] of Object.entries(loader._cache)) {
    if (module?.loaded !== true) continue;
    const owner = packageOfFile(filename);
    if (owner?.name === packageName) cached.push({ module, filename, owner });
  }
  return cached;
}

function repeatThroughRequire(module: LoaderModule, filename: string): void {
  // From the cache or not at all: a loader may have loaded it under another name, and once is what it expects.
  if (loader._cache[filename] !== module) return;
  repeater ??= new loader('@org/observe/loading');
  const parent = repeater;
  runSafely(filename, () => {
    module.exports = loader.prototype.require.call(parent, filename);
  });
}

function applyPatches(module: LoaderModule, filename: string, late: boolean): void {
  if (modulePatches.size === 0) return;
  const owner = packageOfFile(filename);
  const patches = owner === undefined ? undefined : modulePatches.get(owner.name);
  if (owner === undefined || patches === undefined) return;
  for (const hooked of patches) applyPatch(hooked, module, filename, owner, late);
}

function applyPatch(
  { file, patch }: HookedModule,
  module: LoaderModule,
  filename: string,
  owner: InstalledPackage,
  late: boolean,
): void {
  if (filename !== (file === '' ? owner.mainFile : join(owner.folder, file))) return;
  runSafely(owner.name, () => {
    const patched = patch(module.exports as never, { version: owner.version, filename, late });
    if (patched !== undefined) module.exports = patched;
  });
}

/** Nothing we do while a module loads may keep the application from loading it. */
function runSafely(name: string, action: () => void): void {
  try {
    action();
  } catch (thrown) {
    reportTo?.reportThrown(thrown, (reason, cause) =>
      createError('OBS_ERR_LOADING_PATCH', { module: name, reason }, cause),
    );
  }
}
