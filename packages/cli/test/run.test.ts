import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runObserve } from '../src/run.ts';
import { CapturedOutput } from './captured-output.ts';

async function observe(...words: string[]) {
  const output = new CapturedOutput();
  const exitCode = await runObserve(words, output);
  return { exitCode, printed: output.printed.join('\n'), errors: output.errors.join('\n') };
}

describe('help', () => {
  test('lists every command and ends well', async () => {
    const { exitCode, printed } = await observe('--help');
    expect(exitCode).toBe(0);
    expect(printed).toMatchInlineSnapshot(`
      "Usage: observe <command> [options]

      Commands:
        config   Show the configuration in force, and who set each value.
        doctor   Start a service, send it a request, and follow its telemetry.
        version  Show the versions of observe and of Node.

      observe <command> --help shows what a command takes."
    `);
  });

  test('is what a bare call gets, with the exit code of a misunderstanding', async () => {
    const { exitCode, printed } = await observe();
    expect(exitCode).toBe(2);
    expect(printed).toContain('Usage: observe <command>');
  });

  test.each(['config', 'doctor', 'version'])('of %s names each of its options', async (name) => {
    const { exitCode, printed } = await observe(name, '--help');
    expect(exitCode).toBe(0);
    expect(printed).toContain(`Usage: observe ${name}`);
    expect(printed).toContain('--help');
  });

  test('of another program is not ours', async () => {
    const { exitCode, printed, errors } = await observe('version', '--', 'node', '--help');
    expect(exitCode).toBe(2);
    expect(printed).toBe('');
    expect(errors).toContain('OBS_ERR_CLI_ARGUMENT');
  });
});

describe('a call that cannot be understood gets one coded line and exit code 2', () => {
  test.each([
    ['an unknown command', ['docter'], 'OBS_ERR_CLI_COMMAND: There is no command docter.'],
    ['a name every object has', ['constructor'], 'OBS_ERR_CLI_COMMAND'],
    ['an unknown option', ['version', '--verbos'], "OBS_ERR_CLI_ARGUMENT: Unknown option '--verbos'."],
    ['a stray word', ['version', 'now'], "OBS_ERR_CLI_ARGUMENT: Unexpected argument 'now'."],
    ['an option without its value', ['doctor', '--path'], 'OBS_ERR_CLI_ARGUMENT'],
    ['a port that is none', ['doctor', '--port', 'http', '--', 'node'], 'OBS_ERR_CLI_ARGUMENT: --port'],
    ['a path that is none', ['doctor', '--path', 'orders', '--', 'node'], 'OBS_ERR_CLI_ARGUMENT: --path'],
    ['no program to examine', ['doctor'], 'OBS_ERR_CLI_ARGUMENT: doctor needs'],
  ])('%s', async (_title, words, message) => {
    const { exitCode, errors } = await observe(...words);
    expect(errors).toContain(message);
    expect(errors).toContain('Fix: ');
    expect(errors.split('\n')).toHaveLength(1);
    expect(exitCode).toBe(2);
  });
});

test('version shows the version of the manifest', async () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const { exitCode, printed } = await observe('version');
  expect(exitCode).toBe(0);
  expect(printed).toContain(`observe ${manifest.version} `);
  expect((await observe('--version')).printed).toBe(printed);
});
