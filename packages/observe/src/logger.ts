/**
 * Structured logs that know their trace: pino, with ids, redaction and OpenTelemetry log records.
 *
 * @example
 * import { logger } from '@org/observe/logger';
 *
 * logger.info({ orderId: 42 }, 'order placed');
 *
 * @packageDocumentation
 */
import { createLogger } from './log/create-logger.ts';

export { createLogger };
export type { DestinationStream, Logger, LoggerOptions } from 'pino';

/** The logger of the service, at `logs.level` of the configuration. */
export const logger = createLogger();
