import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { createError } from '../errors.ts';
import { packageOfFile } from './installed-package.ts';
import { requireLazily } from './lazy-require.ts';
import { startPackageOfFile } from './module-hooks.ts';

/** The synchronous loader hooks of import-in-the-middle. */
interface RegisterHooks {
  supportsSyncHooks(): boolean;
  register(options: { shouldInclude(url: string, specifier: string): boolean }): void;
}

/**
 * Lets instrumentations see packages that are ES modules only, which no CommonJS hook can. Works for what is imported
 * afterwards, so it belongs into `--import`. Everything else is left to Node as it is: only targets are intercepted.
 */
export function installEsmHooks(diagnostics: Diagnostics): void {
  try {
    const { supportsSyncHooks, register } = loadRegisterHooks();
    if (supportsSyncHooks()) {
      register({ shouldInclude: (url) => isEsmTarget(url) });
      return;
    }
    report(diagnostics, 'its synchronous module hooks are not sound');
  } catch (thrown) {
    report(diagnostics, thrown instanceof Error ? thrown.message : String(thrown), thrown);
  }
}

/** The copy that the OpenTelemetry instrumentations register their hooks with: another one would not know of them. */
function loadRegisterHooks(): RegisterHooks {
  const requireBeside = createRequire(requireLazily.resolve('@opentelemetry/instrumentation'));
  return requireBeside('import-in-the-middle/register-hooks.mjs') as RegisterHooks;
}

/** Whether a module is the target of an instrumentation and has no CommonJS form; loads the instrumentation if so. */
function isEsmTarget(url: string): boolean {
  if (!url.startsWith('file:')) return false;
  const filename = fileURLToPath(url);
  const owner = packageOfFile(filename);
  if (owner === undefined || !owner.esmOnly) return false;
  return startPackageOfFile(filename) !== undefined;
}

/** A detail, since few applications have such a target; the code leads to the explanation. */
function report(diagnostics: Diagnostics, reason: string, cause?: unknown): void {
  const { version } = process;
  diagnostics.debug(createError('OBS_ERR_LOADING_REGISTER', { version, reason }, cause).message);
}
