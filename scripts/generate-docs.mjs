// Writes the generated reference pages, or with --check says which of them differ from what is on disk.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { format, resolveConfig } from 'prettier';

const PAGES = new URL('docs/', import.meta.url);
const checkOnly = process.argv.includes('--check');
let stale = 0;

for (const name of (await readdir(PAGES)).filter((file) => file.endsWith('.mjs')).sort()) {
  const { file, render } = await import(new URL(name, PAGES));
  const text = await format(await render(), { ...(await resolveConfig(file)), parser: 'markdown' });
  const onDisk = await readFile(file, 'utf8').catch(() => '');
  if (onDisk === text) continue;
  if (checkOnly) {
    stale += 1;
    console.error(`${file} is stale: run "npm run docs"`);
  } else {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    console.log(`wrote ${file}`);
  }
}
if (stale > 0) process.exitCode = 1;
