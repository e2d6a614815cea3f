import type { Output } from '../terminal/output.ts';
import type { Check } from './diagnose.ts';
import type { Evidence } from './evidence.ts';

/** Prints what was found, what is missing and how to mend it. */
export function printChecklist(evidence: Evidence, checks: readonly Check[], output: Output): void {
  output.print(output.style('bold', `observe doctor: ${evidence.command}`));
  output.print('');
  for (const check of checks) printCheck(check, output);
  const failed = checks.filter(({ problem }) => problem !== undefined).length;
  if (evidence.start.state !== 'listening' && evidence.errorOutput.length > 0) {
    output.print('');
    output.print('Its standard error ended with:');
    for (const line of evidence.errorOutput) output.print(`  ${line}`);
  }
  output.print('');
  output.print(failed === 0 ? output.style('green', 'Everything arrived.') : problemCount(failed, output));
}

function printCheck({ title, problem }: Check, output: Output): void {
  if (problem === undefined) {
    output.print(`${output.style('green', '✓')} ${title}`);
    return;
  }
  output.print(`${output.style('red', '✗')} ${title}`);
  output.print(`    ${problem.code}: ${problem.message}`);
  output.print(`    ${output.style('bold', 'Fix:')} ${problem.fix}`);
}

function problemCount(failed: number, output: Output): string {
  return output.style('red', failed === 1 ? '1 problem found.' : `${failed} problems found.`);
}
