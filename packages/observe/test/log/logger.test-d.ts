import { pino, type Logger as PinoLogger } from 'pino';
import { expectTypeOf } from 'vitest';
import { createLogger, logger, type Logger } from '../../src/logger.ts';

expectTypeOf(logger).toEqualTypeOf<PinoLogger>();
expectTypeOf<Logger>().toEqualTypeOf<PinoLogger>();
expectTypeOf(logger.info).toEqualTypeOf(pino().info);
expectTypeOf(logger.child({ a: 1 }).warn).toBeCallableWith('text %s', 'value');
expectTypeOf(logger.error).toBeCallableWith(new Error('x'), 'failed');

const audited = createLogger({ name: 'audit', customLevels: { audit: 35 }, redact: ['card'] });
expectTypeOf(audited.audit).toBeFunction();
// @ts-expect-error the level was not declared
audited.unknown('x');
// @ts-expect-error not an option of pino
createLogger({ nmae: 'typo' });
