// `npm test` and `npm run test:e2e`: makes the clone ready, runs each suite, and closes with one line of counts.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { ensureReady } from './ensure-ready.mjs';

const RESULTS_DIR = '.cache/test-results';

const node = await ensureReady();
const suites = process.argv[2] === 'e2e' ? endToEndSuites() : standardSuites();
const wanted = process.argv.slice(process.argv[2] === 'e2e' ? 3 : 2);
rmSync(RESULTS_DIR, { recursive: true, force: true });
mkdirSync(RESULTS_DIR, { recursive: true });

const total = { passed: 0, failed: 0, skipped: 0 };
for (const suite of suites.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const startedAt = Date.now();
  console.log(`\n── ${suite.name}: ${suite.purpose}`);
  const counts = suite.run();
  for (const key of Object.keys(total)) total[key] += counts[key];
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  console.log(
    `── ${suite.name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped (${seconds} s)`,
  );
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

function standardSuites() {
  return [
    check('layers', 'imports point downward, in no circle', ['scripts/check-layers.mjs']),
    check('lint', 'house rules', ['node_modules/oxlint/bin/oxlint', '--deny-warnings']),
    check('format', 'one format', [
      'node_modules/prettier/bin/prettier.cjs',
      '--check',
      '--log-level=warn',
      '.',
    ]),
    check('types', 'sources, tests and type tests compile', [
      'node_modules/typescript/bin/tsc',
      '-p',
      'tsconfig.json',
    ]),
    check('docs', 'generated pages are those on disk', ['scripts/generate-docs.mjs', '--check']),
    vitest('unit', 'each part alone'),
    vitest('integration', 'the built packages in real services'),
    vitest('packaging', 'the packed tarballs as users install them'),
  ];
}

function endToEndSuites() {
  return [
    check('services', 'Debian packages the suites need', ['scripts/install-services.mjs']),
    check('collector', 'a real OpenTelemetry Collector', ['scripts/build-collector.mjs'], { missing: 3 }),
    vitest('e2e', 'real collector and real databases'),
    counted('matrix', 'Node versions, module formats and frameworks', ['scripts/matrix.mjs', '--check']),
  ];
}

/** A command that passes or fails as a whole; exit status `missing` says that a tool it needs is not there. */
function check(name, purpose, args, { missing } = {}) {
  return {
    name,
    purpose,
    run() {
      const { status } = spawnSync(node, args, { stdio: 'inherit' });
      if (status === missing) return { passed: 0, failed: 0, skipped: 1 };
      return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
    },
  };
}

/** A command whose last line counts its own cases. */
function counted(name, purpose, args) {
  return {
    name,
    purpose,
    run() {
      const { status, stdout } = spawnSync(node, args, {
        stdio: ['ignore', 'pipe', 'inherit'],
        encoding: 'utf8',
      });
      console.log(stdout);
      const [, passed, failed, skipped] = /(\d+) passed, (\d+) failed, (\d+) skipped\s*$/.exec(stdout) ?? [];
      if (passed === undefined) return { passed: 0, failed: 1, skipped: 0 };
      const unsaid = status !== 0 && failed === '0' ? 1 : 0;
      return { passed: Number(passed), failed: Number(failed) + unsaid, skipped: Number(skipped) };
    },
  };
}

function vitest(name, purpose) {
  return {
    name,
    purpose,
    run() {
      const outputFile = `${RESULTS_DIR}/${name}.json`;
      const args = [
        'node_modules/vitest/vitest.mjs',
        'run',
        '--project',
        name,
        '--reporter=default',
        '--reporter=json',
      ];
      const { status } = spawnSync(node, [...args, `--outputFile.json=${outputFile}`], { stdio: 'inherit' });
      return readCounts(outputFile, status);
    },
  };
}

/** A file that fails to load holds no failed test; it counts as one all the same. */
function readCounts(outputFile, status) {
  let report;
  try {
    report = JSON.parse(readFileSync(outputFile, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const unsaid = status !== 0 && report.numFailedTests === 0 ? 1 : 0;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unsaid,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
