import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pack, ROOT } from './packed-package.ts';

const ENTRIES = (['conventions', 'observe'] as const).flatMap((folder) => {
  const { name, manifest } = pack(folder);
  const keys = Object.keys(manifest.exports).filter((key) => key !== './package.json');
  return keys.map((key) => ({ folder, key, specifier: join(name, key) }));
});

/** Prints the export names of a module as an ES importer or a CommonJS requirer sees them. */
function exportNames(specifier: string, format: 'import' | 'require'): string[] {
  const load =
    format === 'import'
      ? `await import('${specifier}')`
      : `createRequire(process.cwd() + '/x.js')('${specifier}')`;
  const script = `import { createRequire } from 'node:module'; console.log(JSON.stringify(Object.keys(${load})))`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: join(ROOT, 'test'),
    encoding: 'utf8',
    env: { ...process.env, OTEL_SDK_DISABLED: 'true' },
  });
  const names = JSON.parse(printed) as string[];
  return names.filter((name) => name !== 'default' && name !== 'module.exports').sort();
}

describe.each(ENTRIES)('$specifier', ({ folder, key, specifier }) => {
  test('exports the names it is known for', () => {
    expect(exportNames(specifier, 'import')).toMatchSnapshot();
  });

  test('exports the same names to ES modules and CommonJS', () => {
    expect(exportNames(specifier, 'require')).toEqual(exportNames(specifier, 'import'));
  });

  test('is one file directly in src', () => {
    const file = key === '.' ? 'index' : basename(key);
    expect(existsSync(join(ROOT, 'packages', folder, 'src', `${file}.ts`))).toBe(true);
  });
});

test('an ES importer and a CommonJS requirer share one copy of the state', () => {
  const script = `
    import { createRequire } from 'node:module';
    import * as imported from '@org/observe/api';
    const required = createRequire(process.cwd() + '/x.js')('@org/observe/api');
    console.log(imported.withSpan === required.withSpan);`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: join(ROOT, 'test'),
    encoding: 'utf8',
  });
  expect(printed.trim()).toBe('true');
});
