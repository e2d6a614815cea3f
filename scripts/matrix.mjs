// `npm run matrix`: runs a service in every combination of Node, module format and framework, and writes the result
// to docs/compatibility.md. `--check` compares with that page instead; words after it choose cells: `express5`, `tsx`.
import { spawnSync } from 'node:child_process';
import { ensureReady } from './ensure-ready.mjs';

const node = await ensureReady();
const { status } = spawnSync(node, ['scripts/matrix/run.mjs', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
