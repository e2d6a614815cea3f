// Builds a real OpenTelemetry Collector with the few components the suites need, from the Go module proxy, into
// .cache/collector. Quick when it is there already. Exit status 3 when Go is missing.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const VERSION = '0.163.0';
const STABLE_VERSION = '1.69.0';
const CORE = 'go.opentelemetry.io/collector';
const CONTRIB = 'github.com/open-telemetry/opentelemetry-collector-contrib';
const NO_GO_STATUS = 3;

const MANIFEST = `dist:
  module: otelcol
  name: otelcol
  description: OpenTelemetry Collector of the test suites
  version: ${VERSION}
  output_path: ./build
  use_absolute_replace_paths: false
receivers:
  - gomod: ${CORE}/receiver/otlpreceiver v${VERSION}
processors:
  - gomod: ${CORE}/processor/batchprocessor v${VERSION}
exporters:
  - gomod: ${CORE}/exporter/debugexporter v${VERSION}
  - gomod: ${CORE}/exporter/nopexporter v${VERSION}
  - gomod: ${CORE}/exporter/otlphttpexporter v${VERSION}
  - gomod: ${CONTRIB}/exporter/fileexporter v${VERSION}
providers:
  - gomod: ${CORE}/confmap/provider/fileprovider v${STABLE_VERSION}
`;

const CACHE = join(fileURLToPath(new URL('..', import.meta.url)), '.cache', 'collector');
const FOLDER = join(CACHE, createHash('sha256').update(MANIFEST).digest('hex').slice(0, 12));

/** Where the built Collector is; the suites ask here. */
export const COLLECTOR_BINARY = join(FOLDER, 'build', process.platform === 'win32' ? 'otelcol.exe' : 'otelcol');

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
  step('fetching its builder', ['install', `${CORE}/cmd/builder@v${VERSION}`], { GOBIN: FOLDER });
  step('compiling (some minutes the first time)', undefined, {});
  console.log(`collector: ${VERSION} built in ${Math.round((Date.now() - startedAt) / 1000)} s`);
}

/** Runs `go` with arguments, or the builder without; its output is shown only when it fails. */
function step(purpose, goArguments, environment) {
  console.log(`collector: ${purpose} …`);
  const [command, args] =
    goArguments === undefined
      ? [join(FOLDER, 'builder'), ['--config=manifest.yaml', '--skip-strict-versioning']]
      : ['go', goArguments];
  const env = { ...process.env, CGO_ENABLED: '0', ...environment };
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: FOLDER, env, encoding: 'utf8' });
  if (status === 0) return;
  console.error(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`);
  rmSync(FOLDER, { recursive: true, force: true });
  process.exit(1);
}
