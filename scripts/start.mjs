// `npm start`: makes the clone ready, then runs the demo on the pinned Node and ends as it ends.
import { spawn } from 'node:child_process';
import { ensureReady } from './ensure-ready.mjs';

const node = await ensureReady();
const demo = spawn(node, ['examples/demo/main.ts', ...process.argv.slice(2)], { stdio: 'inherit' });

// A terminal's Ctrl-C reaches the demo as well, and a supervisor's signal is passed on: it stops its services, then we end.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => demo.kill('SIGTERM'));
demo.on('error', (error) => {
  console.error(`observe: the demo could not start: ${error.message}`);
  process.exitCode = 1;
});
demo.on('exit', (code, signal) => {
  if (signal !== null) console.error(`observe: the demo was ended by ${signal}`);
  process.exitCode = code ?? 1;
});
