import { isObserveError } from '@org/observe-conventions';
import { parseCommandCall, type Command } from './command.ts';
import { createError } from './errors.ts';
import type { Output } from './terminal/output.ts';
import { alignRows, renderCommandHelp } from './terminal/help.ts';

/** Exit code of a call that could not be understood. */
const EXIT_USAGE = 2;

interface CommandEntry {
  readonly summary: string;
  /** Loads the command's file: calling one command must not pay for the others. */
  load(): Promise<Command>;
}

const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  config: {
    summary: 'Show the configuration in force, and who set each value.',
    load: async () => (await import('./commands/config.ts')).configCommand,
  },
  doctor: {
    summary: 'Start a service, send it a request, and follow its telemetry.',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  version: {
    summary: 'Show the versions of observe and of Node.',
    load: async () => (await import('./commands/version.ts')).versionCommand,
  },
};

/**
 * Runs `observe` with the words a person typed after it.
 *
 * @param words - Such as `['doctor', '--path', '/orders/1', '--', 'node', 'app.js']`.
 * @returns The exit code: 0 all is well, 1 a problem was found, 2 the call was not understood. Never rejects.
 */
export async function runObserve(words: readonly string[], output: Output): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    output.print(renderHelp());
    return name === undefined ? EXIT_USAGE : 0;
  }
  try {
    return await runCommand(name === '--version' || name === '-v' ? 'version' : name, rest, output);
  } catch (thrown) {
    return reportProblem(thrown, output);
  }
}

async function runCommand(name: string, words: readonly string[], output: Output): Promise<number> {
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (entry === undefined) throw createError('OBS_ERR_CLI_COMMAND', { command: name });
  const command = await entry.load();
  const own = words.includes('--') ? words.slice(0, words.indexOf('--')) : words;
  if (own.includes('--help') || own.includes('-h')) {
    output.print(renderCommandHelp(command));
    return 0;
  }
  return await command.run(parseCommandCall(command, words), output);
}

function renderHelp(): string {
  const rows = Object.entries(COMMANDS).map(([name, { summary }]) => [name, summary] as const);
  return [
    'Usage: observe <command> [options]',
    '',
    'Commands:',
    ...alignRows(rows),
    '',
    'observe <command> --help shows what a command takes.',
  ].join('\n');
}

/** A person's mistake is told in one coded line; only a mistake of ours shows a stack, and only when asked for. */
function reportProblem(thrown: unknown, output: Output): number {
  if (isObserveError(thrown)) {
    output.printError(thrown.message);
    return thrown.code.startsWith('OBS_ERR_CLI_') ? EXIT_USAGE : 1;
  }
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  output.printError(createError('OBS_ERR_CLI_INTERNAL', { reason }).message);
  if (process.env.OBSERVE_DEBUG === 'true' && thrown instanceof Error) output.printError(thrown.stack ?? '');
  return 1;
}
