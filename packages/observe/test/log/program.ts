import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { SeenRecord } from './telemetry.ts';

const run = promisify(execFile);

export type Line = Readonly<Record<string, unknown>>;

export interface ProgramOutput {
  /** Standard output, line by line. */
  readonly lines: readonly string[];
  readonly records: readonly SeenRecord[];
  readonly traceId: string;
  readonly spanId: string;
}

/**
 * Runs a program of `programs/` to its end in a process of its own.
 *
 * @param settings - `OBSERVE_TEST_*` variables that the program reads.
 */
export async function runLogProgram(name: string, argument = ''): Promise<ProgramOutput> {
  const file = fileURLToPath(new URL(`./programs/${name}.ts`, import.meta.url));
  const flags = ['--no-warnings', '--experimental-strip-types', '--conditions=@org/source'];
  const { stdout, stderr } = await run(process.execPath, [...flags, file, argument]);
  const report = stderr.split('\n').find((line) => line.startsWith('{"records"')) ?? '{}';
  const lines = stdout.split('\n').filter((line) => line !== '');
  return { lines, ...(JSON.parse(report) as Omit<ProgramOutput, 'lines'>) };
}

/** The JSON lines of a program. */
export function parseLines({ lines }: Pick<ProgramOutput, 'lines'>): Line[] {
  return lines.map((line) => JSON.parse(line) as Line);
}
