// Makes a fresh clone ready: installs what the lock file says, builds what changed, and names the pinned Node.
// Runs before anything is installed, on whatever Node npm came with: built-in modules only, Node 20 or later.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BIN_DIR = join(ROOT, 'node_modules', '.bin');
const PINNED_NODE = join(
  ROOT,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);
/** Inside node_modules, so that removing the installation removes the claim that it is complete. */
const STAMP = join(ROOT, 'node_modules', '.cache', 'observe-install');
const PROGRESS_INTERVAL_MS = 10_000;

/**
 * Installs and builds what is missing, saying so, and is quick when nothing is.
 *
 * @returns {Promise<string>} Path of the pinned Node, to run everything else with.
 */
export async function ensureReady() {
  process.chdir(ROOT);
  const wanted = manifestsHash();
  if (!existsSync(PINNED_NODE) || (readStamp() !== wanted && !lockedTreeIsInstalled())) await install();
  writeStamp(wanted);
  process.env.PATH = `${BIN_DIR}${delimiter}${process.env.PATH ?? ''}`;
  await build();
  return PINNED_NODE;
}

/** Changes whenever the lock file or a manifest of the workspace does. */
function manifestsHash() {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', 'package.json', ...workspaceManifests()]) {
    hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function workspaceManifests() {
  const { workspaces } = readJson('package.json');
  return workspaces
    .flatMap((pattern) => (pattern.endsWith('/*') ? foldersIn(pattern.slice(0, -2)) : [pattern]))
    .map((folder) => join(folder, 'package.json'))
    .filter((file) => existsSync(file))
    .sort();
}

function foldersIn(parent) {
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(parent, entry.name));
}

function readStamp() {
  return existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : undefined;
}

function writeStamp(hash) {
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, hash);
}

/** npm keeps a list of what it put on disk; an installation made by hand, without our stamp, is as good. */
function lockedTreeIsInstalled() {
  const installedLock = join('node_modules', '.package-lock.json');
  if (!existsSync(installedLock)) return false;
  const installed = readJson(installedLock).packages;
  const locked = readJson('package-lock.json').packages;
  return Object.entries(locked).every(([path, { version, optional }]) => {
    if (path === '') return true;
    return installed[path] === undefined ? optional === true : installed[path].version === version;
  });
}

async function install() {
  const startedAt = Date.now();
  const say = sayProgress('installing dependencies');
  const first = await runNpm(['ci']);
  // `npm ci` wants every optional binary in the lock file, also those of other platforms that a registry mirror may
  // lack. `npm install` installs the locked versions as well; --no-save keeps it from rewriting the lock file.
  const installed = first.output.includes('EUSAGE') ? await runNpm(['install', '--no-save']) : first;
  say.done();
  if (installed.status !== 0) {
    process.stderr.write(installed.output);
    fail('the dependencies could not be installed; the message of npm is above.', [
      'Is the package registry reachable? `npm ping` tells.',
      'Do the manifests and the lock file agree? `npm install` brings them together.',
    ]);
  }
  if (!existsSync(PINNED_NODE)) {
    fail('the pinned Node (npm package "node") was not installed.', [
      'Its install script must run: unset `ignore-scripts` in the npm configuration.',
      'Then `npm rebuild node`.',
    ]);
  }
  console.log(`observe: installed in ${seconds(startedAt)}`);
}

function runNpm(args) {
  // npm names its own entry to the scripts it runs, which also works where it is no command on the path.
  const entry = process.env.npm_execpath;
  const [command, ...prefix] = entry?.endsWith('.js') ? [process.execPath, entry] : ['npm'];
  return run(command, [...prefix, ...args, '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Turbo keeps a hash of each package's sources and builds only what changed. */
async function build() {
  const startedAt = Date.now();
  const firstTime = !existsSync(join('packages', 'observe', 'dist'));
  const say = firstTime ? sayProgress('building the packages') : undefined;
  process.env.TURBO_TELEMETRY_DISABLED ??= '1';
  process.env.DO_NOT_TRACK ??= '1';
  const turbo = join('node_modules', 'turbo', 'bin', 'turbo');
  const { status, output } = await run(PINNED_NODE, [turbo, 'run', 'build', '--output-logs=errors-only']);
  say?.done();
  if (status !== 0) {
    process.stderr.write(output);
    fail('the build failed; its output is above.', ['`npm run build` repeats it in full.']);
  }
  if (firstTime) console.log(`observe: built in ${seconds(startedAt)}`);
}

/** Runs a command to its end and keeps what it says, to be shown if it fails. */
function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && command === 'npm',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    }
    child.on('error', (error) => resolve({ status: 1, output: `${output}${error.message}\n` }));
    child.on('close', (status) => resolve({ status: status ?? 1, output }));
  });
}

/** Says what takes a while, and again now and then as long as it does. */
function sayProgress(what) {
  const startedAt = Date.now();
  console.log(`observe: ${what} …`);
  const timer = setInterval(() => {
    console.log(`observe: still ${what}, ${seconds(startedAt)} so far`);
  }, PROGRESS_INTERVAL_MS);
  return { done: () => clearInterval(timer) };
}

function fail(problem, hints) {
  console.error(`\nobserve: ${problem}`);
  for (const hint of hints) console.error(`  - ${hint}`);
  process.exit(1);
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function seconds(startedAt) {
  return `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
}
