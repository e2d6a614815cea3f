// The compatibility page: one table for each Node version, from the results of a run.
import { FORMATS, FRAMEWORKS } from './cells.mjs';

const MARKS = { passed: '✓', failed: '✗', skipped: '–' };

/** Writes the page. `results` maps the id of a cell to `{ cell, outcome, problems }`. */
export function renderPage(results) {
  const versions = [...new Set([...results.values()].map(({ cell }) => cell.nodeVersion))];
  return `${INTRODUCTION}
${versions.map((version) => renderTable(version, results)).join('\n')}
${NOTES}`;
}

function renderTable(nodeVersion, results) {
  const find = (format, framework) =>
    [...results.values()].find(
      ({ cell }) =>
        cell.nodeVersion === nodeVersion && cell.format === format && cell.framework === framework,
    );
  const titles = FRAMEWORKS.map(
    ({ name, version }) => `${name === 'express' ? 'Express' : 'Fastify'} ${version}`,
  );
  const rows = FORMATS.map((format) => [
    format.title,
    ...FRAMEWORKS.map((framework) => MARKS[find(format, framework)?.outcome ?? 'skipped']),
  ]);
  const lines = [['', ...titles], ...rows].map((cells) => cells.map(String));
  const widths = lines[0].map((_, column) => Math.max(3, ...lines.map((cells) => cells[column].length)));
  const render = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return `## Node ${nodeVersion}\n\n${[render(lines[0]), rule, ...lines.slice(1).map(render)].join('\n')}\n`;
}

const INTRODUCTION = `# Compatibility

<!-- Written by \`npm run matrix\`; do not edit. -->

Each cell is a service that really ran: it was sent requests, and what arrived at an OTLP receiver was compared with
them. ✓ means that every server span came with its \`http.route\` through a nested router, every outgoing call as a client
span below it, every log with the id of its trace, and that the SLIs counted each request exactly once: good, bad and
unmatched. – was not run.
`;

const NOTES = `## What each row needs

- **ES modules, CommonJS, tsx**: \`import '@org/observe'\` (or \`require\`) as the first line. No flag.
- **\`--import\`, code untouched**: \`node --import @org/observe/register app.js\`.
- **esbuild, packages outside**: \`esbuild app.js --bundle --platform=node --packages=external\`. Nothing else: packages are
  loaded from \`node_modules\` as without a bundler, so that all instrumentations work.
- **esbuild, all in one file**: \`--format=cjs\`. What is inside a bundle cannot be instrumented while it loads. Requests,
  SLIs, logs and outgoing HTTP calls are recorded all the same, Fastify reports its routes through its own channel, and
  Express does after \`instrumentExpress(express)\` from \`@org/observe/express\`. Database clients are not recorded.

More in [ES modules and bundles](guides/esm.md).
`;
