// An application with winston loggers: default format, text, levels, errors, a format that removes a field.
import winston from 'winston';
import { inSpan, Telemetry } from '../telemetry.ts';
import { report } from './report.ts';

const { combine, errors, json, printf } = winston.format;
const console = () => new winston.transports.Console();
const early = winston.createLogger({ transports: [console()] });
const telemetry = new Telemetry();
const hide = winston.format((info) => ({ ...info, card: undefined }));
const careful = winston.createLogger({
  format: combine(errors({ stack: true }), hide(), json()),
  transports: [console()],
});
const text = winston.createLogger({
  format: printf((info) => `${info.level} ${String(info.message)}`),
  transports: [console()],
});
const shared = { message: 'shared', by: 'all' };
const ids = inSpan(() => {
  early.info('early', { user: { id: 7 }, password: 'p' });
  early.debug('too detailed');
  early.child({ component: 'c' }).warn('child');
  careful.error(new TypeError('broken'));
  careful.info({ message: 'hidden', card: '4111' });
  text.info('plain text');
  early.info(shared);
});
early.info(shared);
report(telemetry, ids);
