import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Where a command writes. Colours only go to a terminal, and never where NO_COLOR is set. */
export interface Output {
  /** Writes a line to standard output: what was asked for. */
  print(line: string): void;
  /** Writes a line to standard error: problems. */
  printError(line: string): void;
  style(style: Style, text: string): string;
}

export function createOutput(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): Output {
  return {
    print: (line) => void stdout.write(`${line}\n`),
    printError: (line) => void stderr.write(`${line}\n`),
    style: (style, text) => styleText(style, text, { stream: stdout }),
  };
}
