import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../../examples/demo/main.ts', import.meta.url));
const TIMEOUT_MS = 60_000;

/** Runs the demo as `npm start -- …` does. */
async function demo(...words: string[]) {
  const child = spawn(process.execPath, [MAIN, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [printed, errors, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { exitCode, printed, errors };
}

describe('npm start -- --once', () => {
  test(
    'accounts for every event of the services it ran',
    async () => {
      const { exitCode, printed, errors } = await demo('--once', '--requests', '120');
      expect(errors).toBe('');
      expect(printed).toContain('Every event of 120 requests is accounted for.');
      expect(printed).toMatch(/^orders +checkout\.submit\.quality/m);
      expect(printed).not.toContain('✗');
      expect(exitCode).toBe(0);
    },
    TIMEOUT_MS,
  );

  test.each(['durations', 'slis', 'spans', 'logs'])(
    'fails and names the event when one of the %s is missing',
    async (part) => {
      const { exitCode, printed } = await demo('--once', '--requests', '30', '--lose', part);
      expect(printed).toMatch(new RegExp(`^✗ ${part} +missing 1 `, 'm'));
      expect(printed).toContain('1 difference between what was sent and what arrived.');
      expect(exitCode).toBe(1);
    },
    TIMEOUT_MS,
  );

  test('says what an option takes', async () => {
    expect(await demo('--once', '--requests', 'many')).toMatchObject({
      exitCode: 1,
      errors: expect.stringContaining('--requests takes a whole number') as string,
    });
    expect((await demo('--help')).printed).toContain('--once');
  });
});

describe('npm start', () => {
  test(
    'shows the table again and again without a terminal, and ends at SIGTERM with its services stopped',
    async () => {
      const child = spawn(process.execPath, [MAIN, '--rate', '40', '--redraw', '500'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const closed = once(child, 'close');
      let printed = '';
      for await (const chunk of child.stdout.setEncoding('utf8') as AsyncIterable<string>) {
        printed += chunk;
        if (!child.killed && printed.includes('checkout.submit.quality')) child.kill('SIGTERM');
      }
      await closed;
      expect(printed).toMatch(/^orders +POST \/orders/m);
      expect(printed).toMatch(/observe: ended after \d+ requests/);
      expect(child.exitCode).toBe(0);
    },
    TIMEOUT_MS,
  );
});
