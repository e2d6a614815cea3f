import { argumentError, parseNumberOption, type Command, type CommandCall } from '../command.ts';
import { printChecklist } from '../doctor/checklist.ts';
import { diagnose } from '../doctor/diagnose.ts';
import { examine, type ExamineOptions } from '../doctor/examine.ts';

const TIMEOUT_SECONDS = 20;
const PORT_MAX = 65_535;

export const doctorCommand: Command = {
  name: 'doctor',
  usage: 'doctor [options] -- <command>',
  description: [
    'Starts a service by its command, sends it a request, follows the span, the SLIs and the log of that request to',
    'a receiver, and says what is missing and how to mend it.',
    '',
    'Example: observe doctor --path /orders/1 -- node app.js',
  ].join('\n'),
  takesProgram: true,
  options: {
    path: {
      type: 'string',
      value: 'path',
      help: 'Request to send, on a route of the service; / unless said.',
    },
    port: { type: 'string', value: 'number', help: 'Port to send it to; found by itself unless said.' },
    timeout: {
      type: 'string',
      value: 'seconds',
      help: `How long to wait for each step; ${TIMEOUT_SECONDS} unless said.`,
    },
  },
  async run(call, output) {
    const evidence = await examine(readOptions(call));
    const checks = diagnose(evidence);
    printChecklist(evidence, checks, output);
    return checks.some(({ problem }) => problem !== undefined) ? 1 : 0;
  },
};

function readOptions(call: CommandCall): ExamineOptions {
  const path = String(call.options.path ?? '/');
  if (!path.startsWith('/'))
    throw argumentError(doctorCommand, `--path starts with a slash, unlike "${path}"`);
  const port = parseNumberOption(doctorCommand, call, 'port');
  if (port !== undefined && port > PORT_MAX)
    throw argumentError(doctorCommand, `--port is at most ${PORT_MAX}`);
  const timeoutSeconds = parseNumberOption(doctorCommand, call, 'timeout') ?? TIMEOUT_SECONDS;
  const [command, ...rest] = call.program;
  if (command === undefined) {
    throw argumentError(
      doctorCommand,
      'doctor needs the command of a service: observe doctor -- node app.js',
    );
  }
  return { words: [command, ...rest], path, port, timeoutMs: timeoutSeconds * 1_000 };
}
