// Loggers where logs are switched off: as they are without us, but for the service's name.
import { pino } from 'pino';
import { logger } from '../../../src/logger.ts';
import { inSpan, Telemetry } from '../telemetry.ts';
import { report } from './report.ts';

const telemetry = new Telemetry({ logs: { enabled: false } });
const app = pino({ base: null });
const ids = inSpan(() => {
  logger.info({ token: 't' }, 'ours');
  app.info('theirs');
});
report(telemetry, ids);
