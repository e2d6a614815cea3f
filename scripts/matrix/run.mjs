// Runs the matrix, a few cells at a time, on the pinned Node. Started by ../matrix.mjs.
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { listCells, prepareCell } from './cells.mjs';
import { installNode, NODE_VERSIONS } from './nodes.mjs';
import { renderPage } from './page.mjs';
import { runCell } from './run-cell.mjs';

const PAGE = 'docs/compatibility.md';
/** Cells run at the same time. */
const PARALLEL_MAX = 2;

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const checkOnly = process.argv.includes('--check');
const all = listCells(NODE_VERSIONS);
const cells = all.filter(({ id }) => words.every((word) => id.includes(word)));
const nodes = new Map(NODE_VERSIONS.map((version) => [version, installNode(version)]));
const results = new Map();

const backend = http.createServer((request, response) => response.end('answer')).listen(0, '127.0.0.1');
await once(backend, 'listening');
const backendUrl = `http://127.0.0.1:${backend.address().port}/`;
const waiting = [...cells];
await Promise.all(Array.from({ length: PARALLEL_MAX }, work));
backend.closeAllConnections();
backend.close();

const isWhole = cells.length === all.length;
const counts = { passed: 0, failed: 0, skipped: 0 };
for (const { outcome } of results.values()) counts[outcome] += 1;
if (isWhole) settlePage();
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;

async function work() {
  for (let cell = waiting.shift(); cell !== undefined; cell = waiting.shift()) {
    const { path, reason } = nodes.get(cell.nodeVersion);
    const problems = path === undefined ? [reason] : await tryCell(cell, path);
    const outcome = path === undefined ? 'skipped' : problems.length === 0 ? 'passed' : 'failed';
    results.set(cell.id, { cell, outcome, problems });
    const progress = `[${String(results.size).padStart(String(cells.length).length)}/${cells.length}]`;
    console.log(
      `${progress} ${outcome} ${cell.id}${problems.map((problem) => `\n        ${problem}`).join('')}`,
    );
  }
}

async function tryCell(cell, node) {
  try {
    const { args, folder } = await prepareCell(cell);
    return await runCell({ node, args, folder, backendUrl });
  } catch (error) {
    return [error.message];
  }
}

/** Writes the page in the order of the cells; when checking, only where every cell could be run it must be the same. */
function settlePage() {
  const ordered = new Map(all.map(({ id }) => [id, results.get(id)]));
  const page = renderPage(ordered);
  if (!checkOnly) {
    writeFileSync(PAGE, page);
    console.log(`wrote ${PAGE}`);
    return;
  }
  if (counts.skipped > 0 || readFileSync(PAGE, 'utf8') === page) return;
  console.log(`${PAGE} says something else than this run: npm run matrix writes it anew`);
  counts.failed += 1;
}
