import type { ResolvedConfig } from '../config/model.ts';
import { onModuleLoad } from '../loading/module-hooks.ts';
import { correlateBunyan } from './bunyan-correlation.ts';
import { correlateConsole, type ConsoleLike } from './console-correlation.ts';
import { correlatePino } from './pino-correlation.ts';
import { giveLevel } from './waiting-loggers.ts';
import { correlateWinston } from './winston-correlation.ts';

/**
 * Connects the loggers of the application with its telemetry: `@org/observe/logger` gets its level, pino, winston and
 * bunyan are correlated once they are loaded, the console if that is wanted.
 *
 * @returns A function that undoes what can be undone; a patched logger without telemetry behaves as if it were not.
 */
export function installLogCorrelation({
  logs,
  instrumentations,
}: Pick<ResolvedConfig, 'logs' | 'instrumentations'>): () => void {
  giveLevel(logs.level);
  if (!logs.enabled) return () => {};
  if (instrumentations.pino) onModuleLoad('pino', correlatePino);
  if (instrumentations.winston) onModuleLoad('winston/lib/winston/logger.js', correlateWinston);
  if (instrumentations.bunyan) onModuleLoad('bunyan', correlateBunyan);
  return instrumentations.console ? correlateConsole(console as unknown as ConsoleLike) : () => {};
}
