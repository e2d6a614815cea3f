import type { Output } from '../src/terminal/output.ts';

/** Keeps what a command writes, without colours. */
export class CapturedOutput implements Output {
  readonly printed: string[] = [];
  readonly errors: string[] = [];

  print(line: string): void {
    this.printed.push(line);
  }

  printError(line: string): void {
    this.errors.push(line);
  }

  style(_style: unknown, text: string): string {
    return text;
  }
}
