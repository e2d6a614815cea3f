#!/usr/bin/env node
import { runObserve } from './run.ts';
import { createOutput } from './terminal/output.ts';

void runObserve(process.argv.slice(2), createOutput(process.stdout, process.stderr)).then((exitCode) => {
  // Not `process.exit`: what was printed into a pipe must get out first.
  process.exitCode = exitCode;
});
