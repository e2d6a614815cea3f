import { describe, expect, test } from 'vitest';
import { LineWriter } from '../../src/log/stdout.ts';

/** A pipe with room for a number of bytes, and a clock that only pausing moves. */
class Pipe {
  written = '';
  pausedMs = 0;
  room = Infinity;
  broken = false;
  /** Called whenever the writer waits. */
  onPause = () => {};
  readonly writer = new LineWriter({
    writeBytes: (bytes) => this.#write(bytes),
    pause: (ms) => {
      this.pausedMs += ms;
      this.onPause();
    },
  });

  #write(bytes: Uint8Array): number {
    if (this.broken) throw Object.assign(new Error('broken pipe'), { code: 'EPIPE' });
    if (this.room === 0) throw Object.assign(new Error('full'), { code: 'EAGAIN' });
    const taken = bytes.subarray(0, this.room);
    this.room -= taken.length;
    this.written += Buffer.from(taken).toString();
    return taken.length;
  }
}

describe('lines on standard output', () => {
  test('are written at once and whole', () => {
    const pipe = new Pipe();
    pipe.writer.write('one\n');
    pipe.writer.write('zwölf\n');
    expect(pipe.written).toBe('one\nzwölf\n');
  });

  test('wait for a slow reader', () => {
    const pipe = new Pipe();
    pipe.room = 2;
    pipe.onPause = () => (pipe.room = 1);
    pipe.writer.write('slow\n');
    expect(pipe.written).toBe('slow\n');
    expect(pipe.writer.dropped).toBe(0);
  });

  test('wait for a stalled reader once, then are dropped and counted', () => {
    const pipe = new Pipe();
    pipe.room = 0;
    pipe.writer.write('first\n');
    const waitedMs = pipe.pausedMs;
    expect(waitedMs).toBe(1_000);
    pipe.writer.write('second\n');
    expect(pipe.pausedMs).toBe(waitedMs);
    expect(pipe.writer.dropped).toBe(2);
  });

  test('go on with the other half of a line when the reader comes back', () => {
    const pipe = new Pipe();
    pipe.room = 3;
    pipe.writer.write('begun\n');
    pipe.writer.write('dropped\n');
    expect(pipe.written).toBe('beg');
    pipe.room = Infinity;
    pipe.writer.write('later\n');
    expect(pipe.written).toBe('begun\nlater\n');
    expect(pipe.writer.dropped).toBe(1);
  });

  test('end silently when the reader has gone', () => {
    const pipe = new Pipe();
    pipe.broken = true;
    pipe.writer.write('one\n');
    pipe.broken = false;
    pipe.writer.write('two\n');
    expect(pipe.written).toBe('');
  });
});
