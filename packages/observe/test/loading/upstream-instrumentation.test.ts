import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { unsupportedReason, UPSTREAM_INSTRUMENTATIONS } from '../../src/loading/upstream-instrumentation.ts';

/** What upstream's instrumentations say of themselves. */
interface Definition {
  readonly name: string;
  readonly supportedVersions: readonly string[];
  readonly files: readonly { readonly supportedVersions: readonly string[] }[];
}
interface Described {
  getModuleDefinitions(): readonly Definition[];
}

const require = createRequire(import.meta.url);
const MAJORS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 14, 15, 16, 17, 18];

test.each(UPSTREAM_INSTRUMENTATIONS)(
  'the versions of $name that we load upstream for are the ones it supports',
  (upstream) => {
    const exports = require(upstream.packageName) as Record<string, new (options: object) => Described>;
    const Constructor = exports[upstream.className] as new (options: object) => Described;
    const definitions = new Constructor({ enabled: false }).getModuleDefinitions();
    for (const target of Object.keys(upstream.targets)) {
      const ranges = definitions
        .filter(({ name }) => name === target)
        .flatMap(({ supportedVersions, files }) => [
          ...supportedVersions,
          ...files.flatMap((file) => file.supportedVersions),
        ]);
      // `redis` from version 4 on only passes on its client, which is a target of its own.
      const passesOn = (major: number) => target === 'redis' && major >= 4;
      const supported = (major: number) => ranges.some((range) => includesMajor(range, major));
      const ours = MAJORS.filter(
        (major) => unsupportedReason(upstream, installed(target, major)) === undefined,
      );
      const gaps = (major: number) => target === '@redis/client' && major >= 2 && major <= 4;
      expect(ours.filter((major) => !passesOn(major) && !gaps(major))).toEqual(MAJORS.filter(supported));
    }
  },
);

function installed(name: string, major: number) {
  return { name, version: `${major}.99.99`, folder: '', mainFile: '', esmOnly: false };
}

/** Reads the two forms upstream uses: `^1.0.0` and `>=1.2.3 <4`. */
function includesMajor(range: string, major: number): boolean {
  const caret = /^\^(\d+)/.exec(range);
  if (caret !== null) return Number(caret[1]) === major;
  const bounds = /^>=(\d+)[\d.]* <(\d+)/.exec(range);
  if (bounds === null) throw new Error(`unknown form of range: ${range}`);
  return major >= Number(bounds[1]) && major < Number(bounds[2]);
}
