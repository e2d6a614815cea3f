import { pino, symbols, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { currentRuntime } from '../runtime/runtime.ts';
import { completeLine, OWN_LOGGER, type PinoSlots, type SerializeLine } from './pino-line.ts';
import { logSettings } from './settings.ts';
import { writeStdoutLine } from './stdout.ts';
import { markStdoutStructured } from './structured-stdout.ts';
import { awaitLevel } from './waiting-loggers.ts';

/** Instrumentation scope of the records, unless the logger has a name. */
const DEFAULT_SCOPE = '@org/observe/logger';

/** Standard output, for as long as the configuration wants lines there. */
const STDOUT: DestinationStream = {
  write(line) {
    if (logSettings().stdout) writeStdoutLine(line);
  },
};

/**
 * Makes a pino logger whose lines carry the ids of the active span, the service, its environment and version, and no
 * secrets, and which also go out as OpenTelemetry log records. Before telemetry starts, and without it, the lines go
 * to standard output only.
 *
 * @param options - Pino's own, all of them. `level` is `logs.level` of the configuration unless given here.
 * @param destination - Where lines go instead of standard output; `logs.stdout` does not concern it.
 *
 * @example
 * const log = createLogger({ name: 'billing', level: 'debug' });
 * log.child({ invoice: 'i-17' }).info({ amount: 12 }, 'sent');
 */
export function createLogger<CustomLevels extends string = never>(
  options: LoggerOptions<CustomLevels> = {},
  destination?: DestinationStream,
): Logger<CustomLevels> {
  const complete = withDefaults(options);
  if (destination === undefined && options.transport === undefined) markStdoutStructured();
  const logger = options.transport === undefined ? pino(complete, destination ?? STDOUT) : pino(complete);
  adopt(logger, options.name ?? DEFAULT_SCOPE);
  if (options.level === undefined && currentRuntime() === undefined) awaitLevel(logger);
  return logger;
}

function withDefaults<CustomLevels extends string>(
  options: LoggerOptions<CustomLevels>,
): LoggerOptions<CustomLevels> {
  // Pino refuses its own level formatter together with several transports.
  const labels = options.transport === undefined ? { level: (label: string) => ({ level: label }) } : {};
  return {
    level: logSettings().level,
    // Process id and host belong to the resource; `null` would lose the logger's name as well.
    base: {},
    ...options,
    formatters: { ...labels, ...options.formatters },
  };
}

/** Children inherit from their parent, and with it the line. */
function adopt(logger: object, scope: string): void {
  const slots = logger as PinoSlots & Record<symbol, unknown>;
  const original = slots[symbols.asJsonSym] as SerializeLine;
  slots[OWN_LOGGER] = true;
  slots[symbols.asJsonSym] = completeLine(original, symbols as never, scope);
}
