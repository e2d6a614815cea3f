// An application with pino loggers of its own, beside the package's logger.
import { pino } from 'pino';
import { logger } from '../../../src/logger.ts';
import { inSpan, Telemetry } from '../telemetry.ts';
import { report } from './report.ts';

const early = pino({ base: null });
const telemetry = new Telemetry();
const late = pino({ base: null, redact: ['card'], nestedKey: 'data', messageKey: 'message' });
const own = pino({
  base: null,
  mixin: () => ({ mixed: true }),
  hooks: { streamWrite: (line) => line.replace('"x"', '"y"') },
});
const ids = inSpan(() => {
  early.info({ user: { id: 7 } }, 'early');
  late.child({ component: 'c' }).warn({ card: '4111' }, 'late');
  own.error({ err: new Error('boom'), trace_id: 'mine' }, 'x');
  logger.info('ours');
});
early.info('outside');
report(telemetry, ids);
