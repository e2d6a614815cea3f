// An application that logs by console, with records asked for or not, and something that logs while they are delivered.
import { logs } from '@opentelemetry/api';
import { inSpan, Telemetry } from '../telemetry.ts';
import { report } from './report.ts';

const telemetry = new Telemetry({ instrumentations: { console: process.argv[2] === 'on' } });
const provider = logs.getLoggerProvider();
const getLogger = provider.getLogger.bind(provider);
provider.getLogger = (name: string) => {
  const logger = getLogger(name);
  const emit = logger.emit.bind(logger);
  logger.emit = (record) => {
    console.log('while emitting');
    emit(record);
  };
  return logger;
};
const ids = inSpan(() => {
  console.log('hello %s', 'world', { a: 1 });
  console.error(new TypeError('broken'));
});
telemetry.stop();
console.log('after the stop');
report(telemetry, ids);
