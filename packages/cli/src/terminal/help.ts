import type { Command } from '../command.ts';

/** The help of one command. */
export function renderCommandHelp(command: Command): string {
  const options = Object.entries({
    ...command.options,
    help: { type: 'boolean', help: 'Show this help.' } as const,
  });
  const rows = options.map(([name, option]) => {
    const value = 'value' in option && option.value !== undefined ? ` <${option.value}>` : '';
    return [`--${name}${value}`, option.help] as const;
  });
  return [
    `Usage: observe ${command.usage}`,
    '',
    command.description,
    '',
    'Options:',
    ...alignRows(rows),
  ].join('\n');
}

/** Two columns, indented. */
export function alignRows(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`);
}
