// The package's own logger, in and outside a span, with everything people pass to it.
import { createLogger, logger } from '../../../src/logger.ts';
import { inSpan, Telemetry } from '../telemetry.ts';
import { report } from './report.ts';

logger.info('before the start');
logger.debug('too detailed');
const telemetry = new Telemetry({ logs: { level: 'debug', redact: ['iban'] } });
logger.info('outside a span');
const ids = inSpan(() => {
  logger.info(
    { orderId: 42, customer: { name: 'Ada', 'api-key': 'k', addresses: [{ iban: 'DE1' }] } },
    'order placed',
  );
  logger.child({ component: 'billing', token: 't' }).warn('%s of %d', 'one', 2);
  logger.error(new TypeError('broken'), 'failed');
  logger.error({ err: new RangeError('out of range') });
  logger.debug({ trace_id: 'mine' }, 'now detailed enough');
  createLogger({
    name: 'named',
    customLevels: { audit: 35 },
    serializers: { user: () => 'serialized' },
  }).audit({ user: {} }, 'audited');
});
report(telemetry, ids);
