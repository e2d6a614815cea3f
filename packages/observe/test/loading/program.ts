import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const SOURCES = fileURLToPath(new URL('../../src/', import.meta.url));
/** Where the compatibility matrix installs the other Node versions; a fresh clone has none. */
const OTHER_NODES = join(ROOT, '.cache', 'nodes');

/** The pinned Node, and whichever others the compatibility matrix has installed. */
export const NODES: readonly string[] = [process.execPath, ...otherNodes()];

/** URL of a source file of the package, for programs to import. */
export function sourceUrl(file: string): string {
  return new URL(`file://${SOURCES}${file}`).href;
}

/** Path of an installed package of the workspace, for programs to require. */
export function installedPath(request: string): string {
  return join(ROOT, 'node_modules', request);
}

export interface Program {
  /** Text by path, relative to the program's folder. */
  readonly files: Readonly<Record<string, string>>;
  readonly entry: string;
  /** Gives it what is installed in the workspace, instead of packages among its files. */
  readonly installed?: boolean;
  readonly node?: string;
  readonly args?: readonly string[];
}

/**
 * Writes a program with its packages into a folder of its own and runs it to its end.
 *
 * @returns What it wrote on standard error, and its last line of standard output, parsed.
 */
export async function runProgram<Result>(program: Program): Promise<{ result: Result; stderr: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'observe-loading-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  if (program.installed === true) await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const [file, text] of Object.entries(program.files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  // The sources are TypeScript: Node strips the types, which version 22.15 does only when told to.
  const flags = ['--no-warnings', '--experimental-strip-types', '--conditions=@org/source'];
  const args = [...flags, ...(program.args ?? []), program.entry];
  const { stdout, stderr } = await run(program.node ?? process.execPath, args, { cwd: folder });
  const lastLine = stdout.trimEnd().split('\n').at(-1) ?? 'null';
  return { result: JSON.parse(lastLine) as Result, stderr };
}

function otherNodes(): string[] {
  if (!existsSync(OTHER_NODES)) return [];
  return readdirSync(OTHER_NODES)
    .map((version) => join(OTHER_NODES, version, 'node_modules', 'node', 'bin', 'node'))
    .filter((node) => existsSync(node));
}
