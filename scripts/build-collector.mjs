// Builds a real OpenTelemetry Collector with the few components the suites need, from the Go module proxy, into
// .cache/collector. Quick when it is there already. Exit status 3 when Go is missing.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const VERSION = '0.162.0';
const STABLE_VERSION = '1.68.0';
const CORE = 'go.opentelemetry.io/collector';
const CONTRIB = 'github.com/open-telemetry/opentelemetry-collector-contrib';
const NO_GO_STATUS = 3;

/** Components by kind: what the suites send to, through and into. */
const COMPONENTS = {
  receivers: [`${CORE}/receiver/otlpreceiver v${VERSION}`],
  processors: [`${CORE}/processor/batchprocessor v${VERSION}`],
  exporters: [
    `${CORE}/exporter/debugexporter v${VERSION}`,
    `${CORE}/exporter/nopexporter v${VERSION}`,
    `${CONTRIB}/exporter/fileexporter v${VERSION}`,
  ],
  providers: [
    `${CORE}/confmap/provider/envprovider v${STABLE_VERSION}`,
    `${CORE}/confmap/provider/fileprovider v${STABLE_VERSION}`,
  ],
};

const MANIFEST = [
  `dist:\n  module: otelcol\n  name: otelcol\n  version: ${VERSION}\n  output_path: ./build`,
  ...Object.entries(COMPONENTS).map(([kind, modules]) =>
    [`${kind}:`, ...modules.map((module) => `  - gomod: ${module}`)].join('\n'),
  ),
].join('\n');

const GO_MODULE = [
  'module otelcol',
  'go 1.25.0',
  ...[`${CORE}/otelcol v${VERSION}`, ...Object.values(COMPONENTS).flat()].map(
    (module) => `require ${module}`,
  ),
].join('\n');

const CACHE = join(fileURLToPath(new URL('..', import.meta.url)), '.cache', 'collector');
const FOLDER = join(
  CACHE,
  createHash('sha256')
    .update(MANIFEST + GO_MODULE)
    .digest('hex')
    .slice(0, 12),
);

/** Where the built Collector is; the suites ask here. */
export const COLLECTOR_BINARY = join(
  FOLDER,
  'build',
  process.platform === 'win32' ? 'otelcol.exe' : 'otelcol',
);

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) build();

function build() {
  if (existsSync(COLLECTOR_BINARY)) {
    console.log(`collector: ${VERSION} is built`);
    return;
  }
  if (spawnSync('go', ['version']).status !== 0) {
    console.log('collector: Go is not installed, so no Collector can be built and its suites are skipped');
    process.exit(NO_GO_STATUS);
  }
  const startedAt = Date.now();
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'manifest.yaml'), MANIFEST);
  step('fetching its builder', 'go', ['install', `${CORE}/cmd/builder@v${VERSION}`], FOLDER);
  // The builder would tidy the module, for which it fetches what only the tests of the components need.
  const generateOnly = [
    '--config=manifest.yaml',
    '--skip-get-modules',
    '--skip-compilation',
    '--skip-strict-versioning',
  ];
  step('generating its sources', join(FOLDER, 'builder'), generateOnly, FOLDER);
  writeFileSync(join(FOLDER, 'build', 'go.mod'), GO_MODULE);
  const compile = ['build', '-mod=mod', '-trimpath', '-ldflags=-s -w', '-o', COLLECTOR_BINARY, '.'];
  step('compiling (some minutes the first time)', 'go', compile, join(FOLDER, 'build'));
  console.log(`collector: ${VERSION} built in ${Math.round((Date.now() - startedAt) / 1000)} s`);
}

/** Runs one command; its output is shown only when it fails. */
function step(purpose, command, args, cwd) {
  console.log(`collector: ${purpose} …`);
  const env = { ...process.env, CGO_ENABLED: '0', GOBIN: FOLDER };
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (status === 0) return;
  console.error(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`);
  rmSync(FOLDER, { recursive: true, force: true });
  process.exit(1);
}
