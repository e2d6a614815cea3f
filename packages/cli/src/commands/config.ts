import { explainConfig, resolveConfig, type ExplainRow } from '@org/observe/config';
import type { Command } from '../command.ts';
import type { Output } from '../terminal/output.ts';

export const configCommand: Command = {
  name: 'config',
  usage: 'config [options]',
  description: [
    'Shows the configuration that a service started in this folder, with this environment, would have.',
    'Secrets are hidden.',
  ].join('\n'),
  options: {
    explain: { type: 'boolean', help: 'Show who set each value: a default, a file, a preset or a variable.' },
    json: { type: 'boolean', help: 'Print JSON, for a program to read.' },
  },
  async run({ options }, output) {
    // The service's own entry is not known here: its package.json is looked for from this folder upwards.
    const { config, warnings } = resolveConfig({ argv: [] });
    const rows = explainConfig(config);
    if (options.json === true) output.print(renderJson(rows, options.explain === true));
    else printRows(rows, options.explain === true, output);
    for (const warning of warnings) output.printError(warning.message);
    return warnings.length === 0 ? 0 : 1;
  },
};

function renderJson(rows: readonly ExplainRow[], explain: boolean): string {
  const entries = rows.map(({ key, value, source }) => {
    const parsed = parseShown(value);
    return [key, explain ? { value: parsed, source } : parsed] as const;
  });
  return JSON.stringify(Object.fromEntries(entries), undefined, 2);
}

/** A shown value is JSON, save where it stands for something hidden or unset. */
function parseShown(value: string | undefined): unknown {
  if (value === undefined) return null;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function printRows(rows: readonly ExplainRow[], explain: boolean, output: Output): void {
  const keyWidth = Math.max(...rows.map(({ key }) => key.length));
  const valueWidth = Math.max(
    ...rows.map(({ value }) => value.length).filter((width) => width <= VALUE_WIDTH_MAX),
  );
  for (const { key, value, source } of rows) {
    const cells = explain
      ? [key.padEnd(keyWidth), value.padEnd(valueWidth), source]
      : [key.padEnd(keyWidth), value];
    const line = cells.join('  ').trimEnd();
    // What somebody set is what a reader looks for.
    output.print(source === 'default' ? output.style('dim', line) : line);
  }
}

/** A longer value pushes its own source aside, not everybody's. */
const VALUE_WIDTH_MAX = 44;
