// The main job of the repository, run by `npm start`: two real services, a load, and their telemetry.
import { runCheck } from './check.ts';
import { runLive } from './live.ts';
import { parseDemoOptions, USAGE } from './options.ts';

try {
  const options = parseDemoOptions(process.argv.slice(2));
  if (options === undefined) console.log(USAGE);
  else process.exitCode = await (options.once ? runCheck(options) : runLive(options));
} catch (error) {
  console.error(`observe: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
