import { sendLoad } from './load-generator.ts';
import { planLoad } from './load-plan.ts';
import type { DemoOptions } from './options.ts';
import { drawScreen } from './screen.ts';
import { setStage } from './stage.ts';
import { viewTelemetry } from './telemetry-view.ts';
import { openTerminal } from './terminal.ts';

const EXPORT_INTERVAL_MS = 1_000;
const REDRAW_TERMINAL_MS = 500;
/** Spans and logs looked through for the newest traces. */
const RECENT = 500;
/** Without a terminal each screen stays in a log. */
const REDRAW_PLAIN_MS = 10_000;

/** Runs until the person quits: an endless load, and a table of what arrives. Resolves with the exit code. */
export async function runLive(options: DemoOptions): Promise<number> {
  console.log('observe: starting the orders and inventory services …');
  const stage = await setStage(EXPORT_INTERVAL_MS);
  const quit = new AbortController();
  const onQuit = () => quit.abort();
  const terminal = openTerminal(onQuit);
  process.on('SIGINT', onQuit);
  process.on('SIGTERM', onQuit);

  let sent = 0;
  const draw = () => {
    const view = viewTelemetry(stage.receiver.telemetry(RECENT), stage.receiver.endpoint, sent);
    const [heading = '', ...lines] = drawScreen(view, { height: terminal.height(), colour: terminal.colour });
    terminal.show([terminal.interactive ? `${heading} · q quits` : heading, ...lines]);
  };
  const redrawMs = options.redrawMs ?? (terminal.interactive ? REDRAW_TERMINAL_MS : REDRAW_PLAIN_MS);
  const timer = setInterval(draw, redrawMs);
  try {
    await sendLoad(planLoad(options.seed), {
      targets: stage.targets,
      requestsPerSecond: options.requestsPerSecond,
      signal: quit.signal,
      keep: false,
      onSent: () => (sent += 1),
    });
  } finally {
    clearInterval(timer);
    terminal.close();
  }
  const problems = await stage.stopServices();
  await stage.close();
  for (const problem of problems) console.error(`observe: ${problem}`);
  console.log(`observe: ended after ${sent} requests`);
  return problems.length === 0 ? 0 : 1;
}
