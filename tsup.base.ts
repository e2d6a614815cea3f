import { readFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { init, parse } from 'cjs-module-lexer';
import { transform } from 'esbuild';
import { defineConfig, type Options } from 'tsup';

/** Where the two module formats of a package are written, below its own folder. */
const CJS_DIR = 'dist/cjs';
const ESM_DIR = 'dist/esm';
/** The floor of `engines`; older syntax than it has would only cost. */
const TARGET = 'node22.15';

export interface PackageBuild {
  /** Entry files, each directly in `src/`: one for each key of the package's `exports` or `bin`. */
  entry: string[];
  /** Packages copied into the output although they are dependencies: private or bundled ones. */
  inline?: (string | RegExp)[];
}

/**
 * The one build of every package: CommonJS is the only implementation, and each ES module entry re-exports it.
 *
 * A process that both imports and requires the package therefore holds one copy of its state, and the whole
 * package loads synchronously, which is what keeps the import order of an application intact.
 */
export function definePackageBuild({ entry, inline = [] }: PackageBuild): Options {
  return defineConfig({
    entry,
    // Split as ES modules and converted file by file below: the bundler's own way from chunks to CommonJS rewrites
    // optional chaining into calls that allocate.
    format: ['esm'],
    outDir: CJS_DIR,
    outExtension: () => ({ js: '.js' }),
    platform: 'node',
    target: TARGET,
    splitting: true,
    clean: true,
    treeshake: false,
    noExternal: inline,
    esbuildOptions(options) {
      options.chunkNames = 'chunk-[hash]';
      options.legalComments = 'eof';
      // `customConditions` of the workspace point at sources; the published build must resolve like a user does.
      options.conditions = ['node'];
    },
    async onSuccess() {
      await convertToCommonJs();
      await writeModuleFacades(entry);
    },
  }) as Options;
}

/** Rewrites the import and export statements of every output file; nothing else in them changes. */
async function convertToCommonJs(): Promise<void> {
  const files = (await readdir(CJS_DIR)).filter((name) => name.endsWith('.js'));
  await Promise.all(
    files.map(async (file) => {
      const path = join(CJS_DIR, file);
      const { code } = await transform(await readFile(path, 'utf8'), {
        format: 'cjs',
        platform: 'node',
        target: TARGET,
        // An ES module is strict; a CommonJS one has to say so.
        banner: "'use strict';",
        // `import.meta` is asked for only where `__filename` and `require` are missing: in sources under test.
        logOverride: { 'empty-import-meta': 'silent' },
      });
      await writeFile(path, code);
    }),
  );
}

/** Writes `dist/esm/*.js`, which re-export each CommonJS entry by name, and marks both folders' module type. */
async function writeModuleFacades(entries: string[]): Promise<void> {
  await init();
  await mkdir(ESM_DIR, { recursive: true });
  await writeFile(join(CJS_DIR, 'package.json'), '{ "type": "commonjs" }\n');
  await writeFile(join(ESM_DIR, 'package.json'), '{ "type": "module" }\n');
  const built = new Set(await readdir(CJS_DIR));
  for (const entry of entries) {
    const file = `${basename(entry, '.ts')}.js`;
    if (!built.has(file)) throw new Error(`${entry} produced no ${CJS_DIR}/${file}`);
    const names = parse(await readFile(join(CJS_DIR, file), 'utf8'), file).exports;
    const exported = names.filter((name) => name !== '__esModule' && name !== 'default').sort();
    const statement = exported.length > 0 ? `export { ${exported.join(', ')} } from` : 'import';
    await writeFile(join(ESM_DIR, file), `${statement} '../cjs/${file}';\n`);
  }
}
