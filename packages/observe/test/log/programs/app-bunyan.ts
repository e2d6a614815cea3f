// An application with bunyan loggers, one made before telemetry started.
import { createRequire } from 'node:module';
import { inSpan, Telemetry } from '../telemetry.ts';
import { report } from './report.ts';

/** Bunyan comes without types. */
interface Bunyan {
  info(...parts: unknown[]): void;
  debug(...parts: unknown[]): void;
  error(...parts: unknown[]): void;
  child(fields: object): Bunyan;
}
const bunyan = createRequire(import.meta.url)('bunyan') as { createLogger(options: object): Bunyan };

const early = bunyan.createLogger({ name: 'app' });
const telemetry = new Telemetry();
const ids = inSpan(() => {
  early.info({ user: { id: 7 }, token: 't' }, 'early');
  early.debug('too detailed');
  early.child({ component: 'c' }).error({ err: new TypeError('broken') }, 'failed');
});
early.info('outside');
report(telemetry, ids);
