import { readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createError } from '../errors.ts';

/** Kinds of files whose types are stripped while a configuration is loaded. */
const TYPESCRIPT_EXTENSIONS: ReadonlySet<string> = new Set(['.ts', '.mts', '.cts']);

/** True when a file of this name is TypeScript to Node. */
export function isTypeScript(file: string): boolean {
  return TYPESCRIPT_EXTENSIONS.has(extname(file));
}

/** True when Node itself (22.18 and later) or a loader such as tsx takes TypeScript. */
export function canLoadTypeScript(): boolean {
  // In the types since Node 22.10; `false` where stripping is off.
  return Boolean(process.features.typescript) || '.ts' in extensionHandlers();
}

/**
 * Runs `load` with Node's type stripping switched on for TypeScript files, on a Node where it is off by default.
 *
 * @throws ObserveError `OBS_ERR_CONFIG_FILE_TYPESCRIPT` where Node cannot do it synchronously.
 */
export function withTypeStripping<T>(file: string, load: () => T): T {
  if (
    typeof nodeModule.registerHooks !== 'function' ||
    typeof nodeModule.stripTypeScriptTypes !== 'function'
  ) {
    throw createError('OBS_ERR_CONFIG_FILE_TYPESCRIPT', { file, version: process.versions.node });
  }
  const hooks = nodeModule.registerHooks({
    load(url, context, nextLoad) {
      const path = url.startsWith('file:') ? fileURLToPath(url) : '';
      if (!isTypeScript(path)) return nextLoad(url, context);
      const source = nodeModule.stripTypeScriptTypes(readFileSync(path, 'utf8'));
      return { format: formatOf(path, source), source, shortCircuit: true };
    },
  });
  try {
    return withoutStrippingWarning(load);
  } finally {
    hooks.deregister();
  }
}

/** `.mts` and `.cts` say it; of `.ts` the syntax tells, as Node decides it. */
function formatOf(path: string, source: string): 'module' | 'commonjs' {
  if (extname(path) === '.mts') return 'module';
  if (extname(path) === '.cts') return 'commonjs';
  return /^\s*(import|export)\b/m.test(source) ? 'module' : 'commonjs';
}

/** The person who wrote the file did nothing experimental; Node's remark would be noise in each start. */
function withoutStrippingWarning<T>(load: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    if (String(warning).includes('stripTypeScriptTypes')) return;
    Reflect.apply(emitWarning, process, [warning, ...rest]);
  }) as typeof process.emitWarning;
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}

function extensionHandlers(): object {
  return (nodeModule.Module as unknown as { _extensions?: object })._extensions ?? {};
}
