import type { LogLevel } from '../config/model.ts';

/** A logger that follows the configured level. */
export interface LeveledLogger {
  level: string;
}

/** Loggers remembered until telemetry starts; later ones keep the level they were made with. */
const WAITING_MAX = 1_000;

/** Installed copies share the list, so that a library's loggers follow the application's configuration. */
const WAITING_KEY = Symbol.for('@org/observe.waiting-loggers');

interface WaitingLogger {
  readonly logger: WeakRef<LeveledLogger>;
  readonly madeWith: string;
}

const slots = globalThis as unknown as Record<symbol, WaitingLogger[] | undefined>;

/** Remembers a logger made before telemetry started, to give it the configured level then. */
export function awaitLevel(logger: LeveledLogger): void {
  const waiting = (slots[WAITING_KEY] ??= []);
  if (waiting.length < WAITING_MAX) waiting.push({ logger: new WeakRef(logger), madeWith: logger.level });
}

/** Gives the waiting loggers their level, but for those whose level the application has changed itself. */
export function giveLevel(level: LogLevel): void {
  for (const { logger, madeWith } of slots[WAITING_KEY]?.splice(0) ?? []) {
    const waiting = logger.deref();
    if (waiting?.level === madeWith) waiting.level = level;
  }
}
