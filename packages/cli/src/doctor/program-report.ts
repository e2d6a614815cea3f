/** One line the preload appends when a server of the examined program listens. */
export interface ProgramReport {
  readonly pid: number;
  readonly port: number;
  readonly address: string;
  readonly secure: boolean;
  readonly http: boolean;
  readonly sdk: SdkFacts;
}

/** What the process knew of telemetry when its server began to listen. */
export interface SdkFacts {
  readonly imported: boolean;
  /** Version of the running telemetry; `undefined` when none runs. */
  readonly runningVersion: string | undefined;
}

/** Reads what was reported so far; a line that is still being written is left for the next time. */
export function parseProgramReports(text: string): ProgramReport[] {
  const complete = text.slice(0, text.lastIndexOf('\n') + 1);
  return complete
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ProgramReport);
}
