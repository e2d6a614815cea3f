// Checks that packages import only from layers below, that nothing imports in a circle across packages,
// that observe's entry files are the only way in, and that the environment is read in one file.
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What each package may import from the workspace; the drawing in docs/internals/architecture.md in data. */
const ALLOWED = {
  conventions: [],
  otlp: [],
  observe: ['conventions', 'otlp'],
  cli: ['conventions', 'otlp', 'observe'],
};

const PACKAGE_OF = {
  '@org/observe': 'observe',
  '@org/observe-conventions': 'conventions',
  '@org/observe-otlp': 'otlp',
  '@org/observe-cli': 'cli',
};

/** The one file that may read the environment, and the packages that must keep to it. */
const ENVIRONMENT_READER = 'packages/observe/src/config/env.ts';

const findings = [];
for (const folder of Object.keys(ALLOWED)) await checkPackage(folder);
for (const finding of findings) console.error(finding);
console.log(findings.length === 0 ? 'layers: in order' : `layers: ${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;

async function checkPackage(folder) {
  const sourceRoot = join(ROOT, 'packages', folder, 'src');
  const files = (await readdir(sourceRoot, { recursive: true })).filter((name) => name.endsWith('.ts'));
  const graph = new Map();
  for (const file of files) {
    const path = join(sourceRoot, file);
    const source = await readFile(path, 'utf8');
    const imports = importsOf(path, source);
    graph.set(
      path,
      imports
        .filter(({ typeOnly, name }) => !typeOnly && name.startsWith('.'))
        .map(({ name }) => join(path, '..', name)),
    );
    checkImports(folder, path, imports);
    checkEnvironment(folder, path, source);
  }
  checkCircles(graph);
}

function importsOf(path, source) {
  const { module, errors } = parseSync(path, source);
  if (errors.length > 0) findings.push(`${show(path)}: ${errors[0].message}`);
  const imports = module.staticImports.map((statement) => ({
    name: statement.moduleRequest.value,
    typeOnly: statement.entries.length > 0 && statement.entries.every((entry) => entry.isType),
  }));
  const exports = module.staticExports.flatMap((statement) =>
    statement.entries
      .filter((entry) => entry.moduleRequest)
      .map((entry) => ({ name: entry.moduleRequest.value, typeOnly: entry.isType })),
  );
  return [...imports, ...exports];
}

function checkImports(folder, path, imports) {
  for (const { name, typeOnly } of imports) {
    const target = PACKAGE_OF[name.split('/').slice(0, 2).join('/')];
    if (target !== undefined && target !== folder && !ALLOWED[folder].includes(target)) {
      findings.push(`${show(path)}: ${folder} must not import ${name}`);
    }
    if (/^(express|fastify)$/.test(name) && !typeOnly) {
      findings.push(`${show(path)}: frameworks are imported as types only, not ${name}`);
    }
  }
}

function checkEnvironment(folder, path, source) {
  if (folder !== 'observe' || show(path) === ENVIRONMENT_READER) return;
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  if (/\bprocess\.env\b/.test(code))
    findings.push(`${show(path)}: only ${ENVIRONMENT_READER} reads process.env`);
}

function checkCircles(graph) {
  const done = new Set();
  const visit = (path, trail) => {
    if (trail.includes(path)) {
      findings.push(`circle: ${[...trail.slice(trail.indexOf(path)), path].map(show).join(' → ')}`);
      return;
    }
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
}

function show(path) {
  return relative(ROOT, path);
}
