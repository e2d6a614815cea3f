import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Folders of the packages that are published. */
export const PUBLISHED = ['conventions', 'observe', 'cli'] as const;
export type PublishedFolder = (typeof PUBLISHED)[number];

export interface PackedPackage {
  readonly name: string;
  readonly tarball: string;
  readonly files: readonly string[];
  readonly unpackedBytes: number;
  readonly manifest: PackageManifest;
}

interface PackageManifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
}

const packed = new Map<PublishedFolder, PackedPackage>();

/** What `npm publish` would upload for a package, packed once for each test file. */
export function pack(folder: PublishedFolder): PackedPackage {
  const known = packed.get(folder);
  if (known !== undefined) return known;
  const target = mkdtempSync(join(tmpdir(), 'observe-pack-'));
  const packageRoot = join(ROOT, 'packages', folder);
  const output = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', target], {
    cwd: packageRoot,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const answer: unknown = JSON.parse(output);
  // npm answers with a list up to version 11.5 and with a record by package name after it.
  const [summary] = (Array.isArray(answer) ? answer : Object.values(answer as object)) as [PackSummary];
  const result: PackedPackage = {
    name: summary.name,
    tarball: join(target, summary.filename),
    files: summary.files.map(({ path }) => path),
    unpackedBytes: summary.unpackedSize,
    manifest: JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as PackageManifest,
  };
  packed.set(folder, result);
  return result;
}

interface PackSummary {
  readonly name: string;
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}
