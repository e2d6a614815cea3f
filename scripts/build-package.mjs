// Builds the package in the current folder: JavaScript by tsup, declarations by tsc, the latter for both formats.
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const ESM_DIR = 'dist/esm';
const CJS_DIR = 'dist/cjs';

run('tsup', ['--silent']);
run('tsc', ['-p', 'tsconfig.build.json']);
await finishDeclarations();

/** tsc keeps the `.ts` of a relative import in declarations; readers of the package have `.js` files. */
async function finishDeclarations() {
  const files = await readdir(ESM_DIR, { recursive: true });
  for (const file of files.filter((name) => name.endsWith('.d.ts'))) {
    const source = await readFile(join(ESM_DIR, file), 'utf8');
    const text = source.replaceAll(/((?:from|import\()\s*['"]\.[^'"]*)\.ts(['"])/g, '$1.js$2');
    for (const target of [join(ESM_DIR, file), join(CJS_DIR, file)]) {
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, text);
    }
  }
}

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}
