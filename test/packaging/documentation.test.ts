import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from './packed-package.ts';

const PAGES = execFileSync('git', ['ls-files', '*.md'], { cwd: ROOT, encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((page) => !page.startsWith('.changeset/'));

/** Targets of the links on a page that lead to a file of the repository. */
function linkedFiles(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8').replaceAll(/```[\s\S]*?```/g, '');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets
    .filter((target) => !/^(?:[a-z]+:|#)/.test(target))
    .map((target) => join(dirname(page), target.split('#')[0] ?? ''));
}

describe.each(PAGES)('%s', (page) => {
  test('links only to files that exist', () => {
    expect(linkedFiles(page).filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });
});
