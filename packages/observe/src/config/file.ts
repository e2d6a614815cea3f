import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isObserveError, type ObserveError } from '@org/observe-conventions';
import { createError } from '../errors.ts';
import { folderOfEntry, foldersUpward } from './application-package.ts';
import { canLoadTypeScript, isTypeScript, withTypeStripping } from './type-stripping.ts';
import { isPlainObject } from './value-type.ts';

/** Names of a configuration file; in one folder the first wins. */
export const CONFIG_FILE_NAMES = ['ts', 'mts', 'js', 'mjs', 'json'].map(
  (extension) => `observe.config.${extension}`,
);

/** The file found, and what is worth a warning about it. */
export interface FoundConfigFile {
  readonly file: string | undefined;
  readonly warnings: readonly ObserveError[];
}

/** Where a configuration file is looked for. */
export interface ConfigFileSearch {
  readonly cwd: string;
  /** The program being run: a service started from elsewhere still finds its file. */
  readonly entryFile: string | undefined;
  /** Path from `OBSERVE_CONFIG`. */
  readonly named: string | undefined;
}

/**
 * Finds `observe.config.*`, from the working directory up to the root of its package, then likewise from the program.
 */
export function findConfigFile({ cwd, entryFile, named }: ConfigFileSearch): FoundConfigFile {
  const warnings: ObserveError[] = [];
  if (named !== undefined) {
    const file = resolve(cwd, named);
    if (existsSync(file)) return { file, warnings };
    warnings.push(createError('OBS_ERR_CONFIG_FILE_MISSING', { file }));
  }
  for (const start of [cwd, folderOfEntry(entryFile)]) {
    if (start === undefined) continue;
    const [file, ...others] = findInPackage(start);
    if (file === undefined) continue;
    if (others.length > 0) {
      warnings.push(createError('OBS_ERR_CONFIG_FILE_SEVERAL', { file, others: others.join(', ') }));
    }
    return { file, warnings };
  }
  return { file: undefined, warnings };
}

/**
 * Loads a configuration file, synchronously, so that nothing of the application runs before telemetry has started.
 *
 * @returns What it exports as default: an object, not yet checked.
 * @throws ObserveError `OBS_ERR_CONFIG_FILE_*`, naming the file.
 */
export function loadConfigFile(file: string): Record<string, unknown> {
  const exported = extname(file) === '.json' ? readJson(file) : unwrapDefault(loadModule(file));
  if (isPlainObject(exported) && Object.keys(exported).length > 0) return exported;
  // An empty object is what a file exports that exports nothing; JSON says {} on purpose.
  if (isPlainObject(exported) && extname(file) === '.json') return exported;
  throw createError('OBS_ERR_CONFIG_FILE_EXPORT', { file });
}

function findInPackage(start: string): string[] {
  for (const folder of foldersUpward(start)) {
    const found = CONFIG_FILE_NAMES.map((name) => join(folder, name)).filter((path) => existsSync(path));
    if (found.length > 0 || existsSync(join(folder, 'package.json'))) return found;
  }
  return [];
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (thrown) {
    throw loadError(file, thrown);
  }
}

function loadModule(file: string): unknown {
  const load = () => createRequire(pathToFileURL(file))(file) as unknown;
  try {
    if (!isTypeScript(file) || canLoadTypeScript()) return load();
    return withTypeStripping(file, load);
  } catch (thrown) {
    throw loadError(file, thrown);
  }
}

function loadError(file: string, thrown: unknown): ObserveError {
  if (isObserveError(thrown)) return thrown;
  const code = (thrown as { code?: unknown } | null)?.code;
  if (code === 'ERR_REQUIRE_ASYNC_MODULE') return createError('OBS_ERR_CONFIG_FILE_ASYNC', { file }, thrown);
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  // Node appends advice and a require stack on further lines.
  const [reason = message] = message.split('\n');
  return createError('OBS_ERR_CONFIG_FILE_LOAD', { file, reason }, thrown);
}

/** The default export, through the interop of a transpiler too. */
function unwrapDefault(loaded: unknown): unknown {
  if (typeof loaded !== 'object' || loaded === null) return loaded;
  const exported = loaded as Record<string, unknown>;
  const isModule =
    exported.__esModule === true || Object.prototype.toString.call(loaded) === '[object Module]';
  const value = isModule || 'default' in exported ? exported.default : exported;
  const isNested = typeof value === 'object' && value !== null && '__esModule' in value && 'default' in value;
  return isNested ? value.default : value;
}
