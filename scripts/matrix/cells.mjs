// The cells of the matrix and how the program of each is made from the fixtures.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FIXTURES = 'test/fixtures/matrix';
const CELLS_DIR = '.cache/matrix';

/** Frameworks by the name they are installed under, which for the older ones is an alias. */
export const FRAMEWORKS = ['express4', 'express', 'fastify4', 'fastify'].map((installedAs) => ({
  installedAs,
  name: installedAs.replace(/\d$/, ''),
  version: JSON.parse(readFileSync(join('node_modules', installedAs, 'package.json'), 'utf8')).version,
}));

/** How code reaches Node. `prepare` writes the program and returns its arguments for Node. */
export const FORMATS = [
  { id: 'esm', title: 'ES modules', prepare: (framework, folder) => [copy(framework, folder, 'mjs')] },
  { id: 'cjs', title: 'CommonJS', prepare: (framework, folder) => [copy(framework, folder, 'cjs')] },
  {
    id: 'tsx',
    title: 'tsx',
    prepare: (framework, folder) => ['--import', 'tsx', copy(framework, folder, 'mts', { as: 'ts' })],
  },
  {
    id: 'register',
    title: '`--import`, code untouched',
    prepare: (framework, folder) => [
      '--import',
      '@org/observe/register',
      copy(framework, folder, 'mjs', { edit: (text) => text.replace("import '@org/observe';\n", '') }),
    ],
  },
  {
    id: 'bundle',
    title: 'esbuild, packages outside',
    prepare: async (framework, folder) => [
      await bundle(copy(framework, folder, 'mjs'), folder, { packages: 'external', format: 'esm' }),
    ],
  },
  {
    id: 'bundle-all',
    title: 'esbuild, all in one file',
    prepare: async (framework, folder) => {
      const variant = framework.name === 'express' ? '-bundled' : '';
      return [await bundle(copy(framework, folder, 'mjs', { variant }), folder, { format: 'cjs' })];
    },
  },
];

/** Every cell, of each Node version in turn. */
export function listCells(nodeVersions) {
  return nodeVersions.flatMap((nodeVersion) =>
    FORMATS.flatMap((format) =>
      FRAMEWORKS.map((framework) => {
        const major = framework.version.split('.')[0];
        return {
          id: `node${nodeVersion}-${format.id}-${framework.name}${major}`,
          nodeVersion,
          format,
          framework,
        };
      }),
    ),
  );
}

/** Writes the program of a cell; returns the arguments with which Node runs it. */
export async function prepareCell({ id, format, framework }) {
  const folder = join(process.cwd(), CELLS_DIR, id);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "version": "1.0.0" }\n');
  return { folder, args: await format.prepare(framework, folder) };
}

function copy(
  { name, installedAs },
  folder,
  extension,
  { variant = '', as = extension, edit = String } = {},
) {
  const text = readFileSync(join(FIXTURES, `${name}${variant}.${extension}`), 'utf8');
  const file = join(folder, `app.${as}`);
  writeFileSync(file, edit(text.replaceAll(`'${name}'`, `'${installedAs}'`)));
  return file;
}

async function bundle(entry, folder, options) {
  const { build } = await import('esbuild');
  const outfile = join(folder, options.format === 'cjs' ? 'bundle.cjs' : 'bundle.mjs');
  await build({
    ...options,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node22',
    logLevel: 'error',
  });
  return outfile;
}
