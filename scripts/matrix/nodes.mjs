// The Node versions of the matrix: the floor, and the latest of each line that is maintained.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Outside node_modules, so that a fresh install of the workspace does not fetch them anew. */
const NODES_DIR = '.cache/nodes';
const INSTALL_TIMEOUT_MS = 300_000;

export const NODE_VERSIONS = ['22.15.0', '22.23.3', process.versions.node, '26.10.0'];

/** Installs a Node version where it is missing. Returns its path, or the reason why it could not be had. */
export function installNode(version) {
  if (version === process.versions.node) return { path: process.execPath };
  const folder = join(NODES_DIR, version);
  const path = join(process.cwd(), folder, 'node_modules', 'node', 'bin', 'node');
  if (existsSync(path)) return { path };
  mkdirSync(folder, { recursive: true });
  // The package fetches its binary in an install script, which npm runs only for packages named here.
  const manifest = { private: true, allowScripts: { node: true } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  console.log(`installing Node ${version} …`);
  const npm = join(dirname(process.execPath), 'npm');
  const { stderr } = spawnSync(
    existsSync(npm) ? npm : 'npm',
    ['install', '--no-audit', '--no-fund', '--loglevel=error', `node@${version}`],
    { cwd: folder, encoding: 'utf8', timeout: INSTALL_TIMEOUT_MS },
  );
  if (existsSync(path)) return { path };
  const lastLine = (stderr ?? '').trim().split('\n').at(-1);
  return { reason: `Node ${version} could not be installed: ${lastLine}` };
}
