import { createError } from '../errors.ts';
import {
  HTTP_SLIS,
  type Evidence,
  type RequestEvidence,
  type SliEvidence,
  type TelemetryEvidence,
} from './evidence.ts';
import type { SdkFacts } from './program-report.ts';

/** One line of the checklist. */
export interface Check {
  /** What was found, or what was looked for. */
  readonly title: string;
  /** What is missing and how to mend it; absent when the check passed. */
  readonly problem?: Problem;
}

export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

/**
 * Reads the evidence from the start of the program to the last signal. What cannot be known because an earlier step
 * failed is left out: one cause, one line.
 */
export function diagnose(evidence: Evidence): Check[] {
  const checks = [checkStart(evidence)];
  if (evidence.start.state !== 'listening') return [...checks, ...checkWarnings(evidence)];
  const { sdk, request, telemetry } = evidence;
  if (sdk !== undefined) checks.push(...checkSdk(sdk));
  if (request !== undefined) checks.push(checkAnswer(request));
  const isRunning = sdk === undefined || sdk.runningVersion !== undefined;
  const isAnswered = request !== undefined && 'status' in request.outcome;
  if (isRunning && isAnswered)
    checks.push(...checkTelemetry(request, telemetry ?? { slis: {} }, evidence.timeoutMs));
  return [...checks, ...checkWarnings(evidence)];
}

function checkStart({ start, command, timeoutMs }: Evidence): Check {
  switch (start.state) {
    case 'listening':
      return { title: `the application listens on port ${start.port}` };
    case 'not started':
      return failed('the application starts', 'OBS_ERR_DOCTOR_SPAWN', { command, reason: start.reason });
    case 'exited':
      return failed('the application keeps running', 'OBS_ERR_DOCTOR_EXITED', { ending: start.ending });
    case 'not listening': {
      const wanted = start.wantedPort === undefined ? '' : ` ${start.wantedPort}`;
      return failed('the application listens', 'OBS_ERR_DOCTOR_NOT_LISTENING', { wanted, timeoutMs });
    }
  }
}

function checkSdk(sdk: SdkFacts): Check[] {
  if (!sdk.imported) return [failed('@org/observe is loaded', 'OBS_ERR_DOCTOR_NOT_IMPORTED')];
  if (sdk.runningVersion === undefined) return [failed('@org/observe runs', 'OBS_ERR_DOCTOR_DISABLED')];
  return [{ title: `@org/observe ${sdk.runningVersion} runs in it` }];
}

function checkAnswer({ path, url, outcome }: RequestEvidence): Check {
  if ('status' in outcome) return { title: `GET ${path} is answered: status ${outcome.status}` };
  return failed(`GET ${path} is answered`, 'OBS_ERR_DOCTOR_NO_ANSWER', { url, reason: outcome.reason });
}

function checkTelemetry(request: RequestEvidence, telemetry: TelemetryEvidence, timeoutMs: number): Check[] {
  const { traceId } = request;
  const { span, slis } = telemetry;
  const spanCheck =
    span === undefined
      ? failed('its span arrives', 'OBS_ERR_DOCTOR_NO_SPAN', { traceId, timeoutMs })
      : { title: `its span arrived: ${span.name} of service ${span.service}, trace ${traceId}` };
  const uncounted = HTTP_SLIS.map((sliName) => slis[sliName]).find(isUncounted)?.excluded;
  if (uncounted !== undefined) return [spanCheck, explainUncounted(uncounted, request.path)];
  // A server without a router has no routes to know, and is counted all the same.
  const routeChecks = span?.route === undefined ? [] : [{ title: `its route is known: ${span.route}` }];
  const sliChecks = HTTP_SLIS.map((sliName) => checkSli(sliName, slis[sliName], timeoutMs));
  return [spanCheck, ...routeChecks, ...sliChecks, checkLog(telemetry.log, traceId, timeoutMs)];
}

/** Left out of every SLI, by what the request is and not by how it went. */
function isUncounted(sli: SliEvidence | undefined): sli is { readonly excluded: string } {
  return (
    sli !== undefined &&
    'excluded' in sli &&
    ['ignored', 'unmatched', 'client_aborted'].includes(sli.excluded)
  );
}

function explainUncounted(reason: string, path: string): Check {
  if (reason === 'unmatched') return failed('its route is known', 'OBS_ERR_DOCTOR_NO_ROUTE', { path });
  return failed('the SLIs count it', 'OBS_ERR_DOCTOR_NOT_COUNTED', { path, reason });
}

function checkLog(log: string | undefined, traceId: string, timeoutMs: number): Check {
  if (log === undefined) return failed('its log arrives', 'OBS_ERR_DOCTOR_NO_LOG', { traceId, timeoutMs });
  return { title: `its log arrived with the same trace id: ${log}` };
}

function checkSli(sliName: string, found: SliEvidence | undefined, timeoutMs: number): Check {
  if (found === undefined)
    return failed(`${sliName} counts it`, 'OBS_ERR_DOCTOR_NO_SLI', { sliName, timeoutMs });
  if ('outcome' in found) return { title: `${sliName} counted it: ${found.outcome}` };
  // The duration of a failed request or of a stream says nothing of latency: the exclusion is the SLI at work.
  return { title: `${sliName} left it out: ${found.excluded}` };
}

/** What the telemetry finds wrong itself, such as an import that comes too late, has a code and a fix already. */
function checkWarnings({ warnings }: Evidence): Check[] {
  return warnings.map((warning) => {
    const [, code = '', message = '', fix = ''] = /^(\w+): (.*?)(?: Fix: (.*))?$/.exec(warning) ?? [];
    return { title: 'the telemetry has no complaint', problem: { code, message, fix } };
  });
}

function failed(
  title: string,
  code: Parameters<typeof createError>[0],
  details: Parameters<typeof createError>[1] = {},
): Check {
  const { message, fix } = createError(code, details);
  return {
    title,
    problem: { code, message: message.slice(`${code}: `.length, -` Fix: ${fix}`.length), fix },
  };
}
