import { checkAnswers, compareLedgers, describeFinding, type Finding } from './accounting.ts';
import { expectTelemetry, type SentRequest } from './expectation.ts';
import { sendLoad } from './load-generator.ts';
import { planLoad } from './load-plan.ts';
import { count, LEDGER_PARTS, type Ledger, type LedgerPart } from './ledger.ts';
import type { DemoOptions } from './options.ts';
import { drawScreen } from './screen.ts';
import { setStage } from './stage.ts';
import { recordTelemetry } from './telemetry-ledger.ts';
import { viewTelemetry } from './telemetry-view.ts';

const EXPORT_INTERVAL_MS = 500;
/** Traces and logs need few lines here: the accounting is what counts. */
const SCREEN_HEIGHT = 40;
const FINDINGS_MAX = 50;

/**
 * Sends a number of requests, ends the services, and accounts for every event in their telemetry.
 *
 * @returns The exit code: 0 when all of it arrived exactly once.
 */
export async function runCheck(options: DemoOptions): Promise<number> {
  console.log(`observe: starting the orders and inventory services …`);
  const stage = await setStage(EXPORT_INTERVAL_MS);
  console.log(`observe: sending ${options.requests} requests …`);
  const sent = await sendLoad(planLoad(options.seed, options.requests), {
    targets: stage.targets,
    requestsPerSecond: options.requestsPerSecond,
  });
  console.log('observe: ending the services, which send what they still hold …\n');
  const problems = await stage.stopServices();
  const telemetry = stage.receiver.telemetry();
  await stage.close();

  const view = viewTelemetry(telemetry, stage.receiver.endpoint, sent.length);
  console.log(`${drawScreen(view, { height: SCREEN_HEIGHT, colour: false }).join('\n')}\n`);
  for (const problem of problems) console.log(`observe: ${problem}`);
  const observed = recordTelemetry(telemetry);
  if (options.lose !== undefined) loseOne(observed, options.lose);
  const findings = account(sent, observed, stage.receiver.problems());
  return findings === 0 && problems.length === 0 ? 0 : 1;
}

/** Proof that the check is one: an event less, and it fails. */
function loseOne(observed: Ledger, part: LedgerPart): void {
  const [line] = observed[part].keys();
  if (line !== undefined) count(observed[part], line, -1);
}

/** Prints the balance. Returns the number of findings. */
function account(sent: readonly SentRequest[], observed: Ledger, received: readonly string[]): number {
  const expectation = expectTelemetry(sent);
  const findings = [...checkAnswers(sent), ...compareLedgers(expectation, observed)];
  for (const part of LEDGER_PARTS) console.log(balanceLine(part, expectation.ledger, observed, findings));
  if (expectation.uncertain.length > 0) {
    console.log(`(${expectation.uncertain.length} latency events may be good or bad: the machine was slow)`);
  }
  for (const problem of received) console.log(`✗ the receiver could not read a message: ${problem}`);
  for (const finding of findings.slice(0, FINDINGS_MAX)) console.log(`✗ ${describeFinding(finding)}`);
  if (findings.length > FINDINGS_MAX) console.log(`  … and ${findings.length - FINDINGS_MAX} more`);
  const differences = findings.length + received.length;
  console.log(
    differences === 0
      ? `\nEvery event of ${sent.length} requests is accounted for.`
      : `\n${differences} ${differences === 1 ? 'difference' : 'differences'} between what was sent and what arrived.`,
  );
  return differences;
}

function balanceLine(
  part: (typeof LEDGER_PARTS)[number],
  expected: Ledger,
  observed: Ledger,
  findings: readonly Finding[],
): string {
  const mark = findings.some((finding) => finding.part === part) ? '✗' : '✓';
  return `${mark} ${part.padEnd(9)} ${total(expected[part])} expected, ${total(observed[part])} arrived`;
}

function total(tally: Ledger[(typeof LEDGER_PARTS)[number]]): number {
  return [...tally.values()].reduce((sum, times) => sum + times, 0);
}
