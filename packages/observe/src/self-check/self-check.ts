import type { ObserveError } from '@org/observe-conventions';
import type { ResolvedConfig } from '../config/model.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { createError } from '../errors.ts';
import { START_FINDINGS, findApiCopies } from './findings.ts';

export interface SelfCheckOptions {
  readonly config: Pick<ResolvedConfig, 'selfCheck'>;
  readonly diagnostics: Diagnostics;
  /** Requests served since the start. */
  servedCount(): number;
  /** Spans, log records and metric collections an endpoint accepted since the start. */
  exportedCount(): number;
  /** The last failed export, if any. */
  lastError(): ObserveError | undefined;
}

/**
 * Says what keeps telemetry from being complete, in one warning with the fix: at the start what is wrong with the way
 * the process loaded us, and after `selfCheck.afterMs` whether anything was delivered though requests were served.
 *
 * @returns A function that cancels the second look.
 */
export function runSelfCheck(options: SelfCheckOptions): () => void {
  const { config, diagnostics } = options;
  if (!config.selfCheck.enabled) return () => {};
  reportTogether(
    START_FINDINGS.flatMap((find) => find()),
    diagnostics,
  );
  const timer = setTimeout(() => {
    // Copies of the API arrive with the packages that bring them, after the start.
    reportTogether([...findApiCopies(), ...findSilence(options)], diagnostics);
  }, config.selfCheck.afterMs);
  timer.unref();
  return () => clearTimeout(timer);
}

/** One problem is said by itself; several are numbered in one warning, so that none is overlooked. */
function reportTogether(findings: readonly ObserveError[], diagnostics: Diagnostics): void {
  const fresh = findings.filter((finding) => !diagnostics.counts().has(identity(finding)));
  const [first] = fresh;
  if (first === undefined) return;
  if (fresh.length === 1) {
    diagnostics.reportOnce(first);
    return;
  }
  const list = fresh.map((finding, index) => `\n  ${index + 1}. ${finding.message}`).join('');
  diagnostics.reportOnce(createError('OBS_ERR_CHECK_SEVERAL', { count: fresh.length, list }));
}

/** As diagnostics count a reported error. */
function identity({ code, message }: ObserveError): string {
  return `${code} ${message}`;
}

function findSilence({ config, servedCount, exportedCount, lastError }: SelfCheckOptions): ObserveError[] {
  const served = servedCount();
  if (served === 0 || exportedCount() > 0) return [];
  const seconds = Math.round(config.selfCheck.afterMs / 1_000);
  const reason = lastError()?.message ?? 'no export has failed, none has succeeded';
  return [createError('OBS_ERR_CHECK_NOTHING_EXPORTED', { served, seconds, reason })];
}
