// The SLI catalogue: everything in it is read from the conventions, and the policy table is what the policy decides.
import {
  BUILT_IN_SLIS,
  DEFAULT_IGNORE_PATHS,
  DEFAULT_LATENCY_THRESHOLD_MS,
  DEFAULT_SERIES_BUDGET,
  DURATION_BUCKETS_SECONDS,
  EXCLUSION_REASONS,
  INSTRUMENTS,
  SLI_KINDS,
  classifyHttpRequest,
} from '@org/observe-conventions';

export const file = 'docs/reference/sli-catalogue.md';

const SERVED = {
  statusCode: 200,
  durationMs: 20,
  aborted: false,
  destroyed: false,
  failed: false,
  streaming: false,
  ignored: false,
  matched: true,
};

/** From the strongest rule down. */
const CASES = [
  ['probes, CORS preflight, synthetic traffic, routes opted out', { ignored: true, matched: false }],
  ['no route matched', { matched: false, aborted: true }],
  [
    'the client closed before the response was complete (a stream: before it began)',
    { aborted: true, destroyed: true },
  ],
  ['the server destroyed the connection, or timed out', { destroyed: true, streaming: true }],
  ['an error no handler caught', { failed: true, streaming: true }],
  ['status 500 and above', { statusCode: 503, streaming: true }],
  ['a status listed in `badStatusCodes`, such as 429', { statusCode: 429, streaming: true }],
  ['server-sent events, upgrades, other streams, whoever ends them', { streaming: true, aborted: true }],
  ['any other status, slower than the threshold', { durationMs: DEFAULT_LATENCY_THRESHOLD_MS + 1 }],
  ['any other status, within the threshold', {}],
];

export function render() {
  return `# SLI catalogue

Generated from \`@org/observe-conventions\`; \`npm run docs\` rewrites it.

## Built-in SLIs

${table(['SLI', 'Counts as good', 'Objective'], BUILT_IN_SLIS.map(sliRow))}

Both have the attributes \`http.request.method\` and \`http.route\`. An SLI is good ÷ (good + bad); what is excluded
counts in neither. A name is \`<area>.<operation>.<kind>\`, and a kind is one of ${list(SLI_KINDS)}.

## How an HTTP request counts

The first row that applies decides.

${table(['Case', 'Availability', 'Latency'], policyRows())}

A server error is never unmatched: middleware may fail before any route is looked for. The latency threshold is
${DEFAULT_LATENCY_THRESHOLD_MS} ms unless the configuration says otherwise, for all routes or for one. Default probe
paths: ${list(DEFAULT_IGNORE_PATHS)}.

## Why an event is excluded

${table(
  ['Reason', 'Meaning'],
  Object.entries(EXCLUSION_REASONS).map(([reason, meaning]) => [`\`${reason}\``, meaning]),
)}

## Metrics

${table(['Metric', 'Instrument', 'Unit', 'Meaning', 'Attributes'], Object.values(INSTRUMENTS).map(instrumentRow))}

Each metric may have ${DEFAULT_SERIES_BUDGET} series (\`sli.seriesBudget\`). Past that, attribute values become
\`_OTHER\`, \`sli.overflow\` counts such events with the attribute at fault, and one warning names it.

Bucket bounds of durations, in seconds: ${DURATION_BUCKETS_SECONDS.join(', ')}, and every declared latency threshold.
The SLIs do not depend on them: a threshold is compared with the measured duration.
`;
}

function sliRow({ name, description, objective }) {
  return [`\`${name}\``, description, `${objective.target * 100} % over ${objective.window}`];
}

function policyRows() {
  return CASES.map(([title, facts]) => {
    const policy = { latencyThresholdMs: DEFAULT_LATENCY_THRESHOLD_MS, badStatusCodes: [429] };
    const { availability, latency } = classifyHttpRequest({ ...SERVED, ...facts }, policy);
    return [title, show(availability), show(latency)];
  });
}

function show(classified) {
  return classified === 'good' || classified === 'bad' ? classified : `excluded \`${classified}\``;
}

function instrumentRow({ name, instrument, unit, description, attributes }) {
  return [`\`${name}\``, instrument, `\`${unit}\``, description, list(attributes)];
}

function list(values) {
  return values.map((value) => `\`${value}\``).join(', ');
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
