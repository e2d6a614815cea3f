// Installs the Debian packages of the real databases that test/e2e starts, where they are missing and we may.
// Never fails: without them the suites that need them skip, with the reason printed here.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Debian keeps the servers of each PostgreSQL version in a folder of its own, outside the path. */
const POSTGRES_VERSIONS_DIR = '/usr/lib/postgresql';
/** Longest time for each step of the package manager, in milliseconds. */
const STEP_TIMEOUT_MS = 300_000;

const SERVICES = [
  { name: 'PostgreSQL', package: 'postgresql', find: findPostgresBin },
  { name: 'Redis', package: 'redis-server', find: findRedisServer },
];

/** Folder of PostgreSQL's `initdb` and `postgres`, of the newest version installed; `undefined` if there is none. */
export function findPostgresBin() {
  if (existsSync(POSTGRES_VERSIONS_DIR)) {
    const versions = readdirSync(POSTGRES_VERSIONS_DIR).sort((a, b) => Number(b) - Number(a));
    for (const version of versions) {
      const folder = join(POSTGRES_VERSIONS_DIR, version, 'bin');
      if (existsSync(join(folder, 'postgres')) && existsSync(join(folder, 'initdb'))) return folder;
    }
  }
  const initdb = findCommand('initdb');
  return initdb === undefined ? undefined : join(initdb, '..');
}

/** Path of `redis-server`; `undefined` if it is not installed. */
export function findRedisServer() {
  return findCommand('redis-server');
}

function findCommand(name) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

function main() {
  const missing = SERVICES.filter(({ find }) => find() === undefined);
  const obstacle = missing.length === 0 ? undefined : obstacleToInstalling();
  if (missing.length > 0 && obstacle === undefined) {
    installPackages(missing.map((service) => service.package));
  }
  for (const service of SERVICES) {
    const found = service.find();
    if (found !== undefined) console.log(`${service.name}: ${found}`);
    else
      console.log(`${service.name}: missing, its suites skip: ${obstacle ?? 'apt-get could not install it'}`);
  }
}

function obstacleToInstalling() {
  if (findCommand('apt-get') === undefined) return 'there is no apt-get to install it with';
  if (process.getuid?.() !== 0)
    return 'installing needs root; run as root: apt-get install postgresql redis-server';
  return undefined;
}

function installPackages(packages) {
  console.log(`installing ${packages.join(' and ')} …`);
  if (aptGet(['install', '--yes', '--no-install-recommends', ...packages])) return;
  // The list of packages may be older than what the mirror still has.
  if (aptGet(['update'])) aptGet(['install', '--yes', '--no-install-recommends', ...packages]);
}

function aptGet(args) {
  const { status, stdout, stderr } = spawnSync('apt-get', ['--quiet', ...args], {
    encoding: 'utf8',
    timeout: STEP_TIMEOUT_MS,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0)
    console.log(
      `apt-get ${args[0]} failed:\n${`${stdout}${stderr}`.trimEnd().split('\n').slice(-5).join('\n')}`,
    );
  return status === 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
