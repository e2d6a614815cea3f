import { parseArgs, type ParseArgsConfig } from 'node:util';
import { createError } from './errors.ts';
import type { Output } from './terminal/output.ts';

/** A command of `observe`. Each lives in its own file and is loaded when called. */
export interface Command {
  readonly name: string;
  /** Everything after `observe`, as the help prints it: `doctor [options] -- <command>`. */
  readonly usage: string;
  readonly description: string;
  readonly options: Readonly<Record<string, OptionDefinition>>;
  /** Takes another program's command line after `--`. */
  readonly takesProgram?: boolean;
  /** @returns The exit code: 0 when all is well, 1 when the command found a problem. */
  run(call: CommandCall, output: Output): Promise<number>;
}

export interface OptionDefinition {
  readonly type: 'string' | 'boolean';
  /** Name of the value in the help: `--port <number>`. */
  readonly value?: string;
  readonly help: string;
}

/** What a person asked a command to do. */
export interface CommandCall {
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  /** The words after `--`. */
  readonly program: readonly string[];
}

/**
 * Reads a command's arguments, strictly: a misspelt option must not pass in silence.
 *
 * @throws ObserveError `OBS_ERR_CLI_ARGUMENT` naming the argument.
 */
export function parseCommandCall(command: Command, words: readonly string[]): CommandCall {
  const dashes = words.indexOf('--');
  const own = dashes < 0 ? words : words.slice(0, dashes);
  const program = dashes < 0 ? [] : words.slice(dashes + 1);
  if (program.length > 0 && !command.takesProgram)
    throw argumentError(command, `${command.name} starts no program`);
  return { options: parseOptions(command, own), program };
}

/** A whole number above zero. */
export function parseNumberOption(command: Command, call: CommandCall, name: string): number | undefined {
  const text = call.options[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw argumentError(command, `--${name} takes a whole number above 0, not "${text}"`);
}

export function argumentError(command: Command, problem: string): Error {
  return createError('OBS_ERR_CLI_ARGUMENT', { problem, command: command.name });
}

function parseOptions(command: Command, words: readonly string[]): CommandCall['options'] {
  const options: ParseArgsConfig['options'] = {};
  for (const [name, { type }] of Object.entries(command.options)) options[name] = { type };
  try {
    const { values } = parseArgs({ args: [...words], options, strict: true, allowPositionals: false });
    return values as CommandCall['options'];
  } catch (thrown) {
    // Node's message may go on with advice for programmers after the first sentence.
    const [problem = ''] = (thrown as Error).message.split(/\.(?:\s|$)/);
    throw argumentError(command, problem);
  }
}
