import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseProgramReports, type ProgramReport } from './program-report.ts';

/** Lines of the program's standard error kept for the checklist. */
const ERROR_LINES_MAX = 15;
/** Distinct coded warnings kept. */
const WARNINGS_MAX = 20;
const REPORT_POLL_MS = 50;
/** How long the program may take to end after SIGTERM, sending what it still holds. */
const STOP_TIMEOUT_MS = 8_000;

/** How a program ended or why it never began. */
export type ProgramEnd =
  | { readonly kind: 'not started'; readonly reason: string }
  | { readonly kind: 'exited'; readonly ending: string };

/** The program under examination. */
export interface Program {
  /** Servers that listen so far. */
  servers(): ProgramReport[];
  /** Set once it has ended. */
  end(): ProgramEnd | undefined;
  warnings(): readonly string[];
  errorOutput(): readonly string[];
  /** Resolves when something may have changed: a server listens, or the program ended. */
  nextChange(): Promise<void>;
  /** Ends it, and whatever it started itself, as an orchestrator would. */
  stop(): Promise<void>;
}

/**
 * Starts the program with the preload in it and its telemetry pointed at our receiver.
 *
 * @param words - The command line: `['node', 'app.js']`.
 * @param environment - What is set on top of the caller's own environment; `undefined` unsets.
 */
export function startProgram(
  words: readonly [string, ...string[]],
  environment: Readonly<Record<string, string | undefined>>,
): Program {
  const folder = mkdtempSync(join(tmpdir(), 'observe-doctor-'));
  const reportFile = join(folder, 'servers.jsonl');
  const [command, ...args] = words;
  const child = spawn(command, args, {
    env: {
      ...process.env,
      ...environment,
      OBSERVE_DOCTOR_REPORT: reportFile,
      NODE_OPTIONS: preloadOptions(),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
    // Its own process group: what `npm start` starts in its turn ends with it.
    detached: process.platform !== 'win32',
  });
  const end = watchEnd(child);
  const said = readStandardError(child);
  return {
    servers: () => readReports(reportFile),
    end,
    warnings: () => [...said.warnings],
    errorOutput: () => said.lines,
    nextChange: () => new Promise((resolve) => setTimeout(resolve, REPORT_POLL_MS)),
    async stop() {
      await stopGroup(child, end);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The caller's own NODE_OPTIONS stay. The build puts the preload beside the file this code ends up in. */
function preloadOptions(): string {
  const own = process.env.NODE_OPTIONS ?? '';
  return `${own} --require ${JSON.stringify(join(__dirname, 'doctor-preload.js'))}`.trim();
}

function watchEnd(child: ChildProcess): () => ProgramEnd | undefined {
  let end: ProgramEnd | undefined;
  child.once('error', (error) => (end ??= { kind: 'not started', reason: error.message }));
  child.once('close', (code, signal) => {
    end ??= { kind: 'exited', ending: signal === null ? `exit code ${code}` : `signal ${signal}` };
  });
  return () => end;
}

function readStandardError(child: ChildProcess) {
  const lines: string[] = [];
  const warnings = new Set<string>();
  if (child.stderr !== null) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      lines.push(line);
      if (lines.length > ERROR_LINES_MAX) lines.shift();
      const warning = codedWarning(line);
      if (warning !== undefined && warnings.size < WARNINGS_MAX) warnings.add(warning);
    });
  }
  return { lines, warnings };
}

/** A line of its own, or one of several numbered below a heading, which itself says nothing. */
function codedWarning(line: string): string | undefined {
  const [, warning] = /^(?:\[observe\]| +\d+\.) (OBS_ERR_.*)$/.exec(line) ?? [];
  return warning?.startsWith('OBS_ERR_CHECK_SEVERAL') ? undefined : warning;
}

function readReports(file: string): ProgramReport[] {
  try {
    return parseProgramReports(readFileSync(file, 'utf8'));
  } catch {
    // Nothing has been reported yet.
    return [];
  }
}

async function stopGroup(child: ChildProcess, end: () => ProgramEnd | undefined): Promise<void> {
  if (end() !== undefined || child.pid === undefined) return;
  const closed = once(child, 'close');
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), STOP_TIMEOUT_MS);
  await closed;
  clearTimeout(timer);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (process.platform === 'win32' || child.pid === undefined) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It ended in the meantime.
  }
}
