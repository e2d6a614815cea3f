// Runs the service of one cell, sends it requests and judges what arrives at a receiver of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { OtlpReceiver, TelemetryStore } from '@org/observe-otlp';

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 20_000;
const ROUTE = '/shops/:shop/items/:item';
const CALLS = 3;
/** Span kinds of OTLP. */
const SERVER = 2;
const CLIENT = 3;

/** Returns what is wrong with the cell; nothing, if it passes. */
export async function runCell({ node, args, folder, backendUrl }) {
  const store = new TelemetryStore();
  const receiver = new OtlpReceiver(store.sink);
  const { url } = await receiver.listen();
  const service = spawn(node, args, {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      BACKEND_URL: backendUrl,
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  service.stderr.setEncoding('utf8').on('data', (text) => (errors += text));
  try {
    const port = await listeningPort(service);
    await sendRequests(`http://127.0.0.1:${port}`);
    await stop(service);
    return judge(store, unexpected(errors));
  } catch (error) {
    return [error.message, ...unexpected(errors)];
  } finally {
    service.kill('SIGKILL');
    await receiver.close();
  }
}

async function sendRequests(baseUrl) {
  for (let call = 0; call < CALLS; call += 1) await answered(`${baseUrl}/shops/north/items/${call}`);
  await answered(`${baseUrl}/failing`);
  await answered(`${baseUrl}/nowhere`);
}

async function answered(url) {
  const response = await fetch(url);
  await response.text();
}

function judge(store, errors) {
  const problems = errors.map((line) => `said ${line}`);
  const expect = (what, actual, expected) => {
    if (actual !== expected) problems.push(`${what}: ${actual} instead of ${expected}`);
  };
  const servers = store.spans().filter(({ kind }) => kind === SERVER);
  const items = servers.filter(({ attributes }) => attributes['http.route'] === ROUTE);
  expect('server spans', servers.length, CALLS + 2);
  expect(`server spans of ${ROUTE}`, items.length, CALLS);
  const ids = new Set(items.map(({ spanId }) => spanId));
  const calls = store.spans().filter(({ kind, parentSpanId }) => kind === CLIENT && ids.has(parentSpanId));
  expect('client spans below them', calls.length, CALLS);

  const events = (match) => store.total('sli.events', { 'sli.name': 'http.server.availability', ...match });
  expect('good events', events({ 'sli.outcome': 'good' }), CALLS);
  expect('bad events', events({ 'sli.outcome': 'bad', 'http.route': '/failing' }), 1);
  const unmatched = { 'sli.name': 'http.server.availability', 'sli.reason': 'unmatched' };
  expect('unmatched requests', store.total('sli.excluded', unmatched), 1);
  expect('requests in the histogram', store.total('http.server.request.duration'), CALLS + 2);
  expect('calls in the histogram', store.total('http.client.request.duration'), CALLS);

  const traces = new Set(items.map(({ traceId }) => traceId));
  const logs = store
    .logs()
    .filter(({ body, traceId }) => body === 'looking for an item' && traces.has(traceId));
  expect('logs with the trace of their request', logs.length, CALLS);
  return problems;
}

/** The one warning that a whole bundle is meant to get. */
function unexpected(errors) {
  return errors.split('\n').filter((line) => line !== '' && !line.includes('OBS_ERR_CHECK_BUNDLED'));
}

async function listeningPort(service) {
  const { promise, resolve, reject } = Promise.withResolvers();
  const timer = setTimeout(() => reject(new Error('did not listen in time')), START_TIMEOUT_MS);
  createInterface({ input: service.stdout }).on('line', (line) => {
    const match = /^\{"port":(\d+)\}$/.exec(line);
    if (match !== null) resolve(Number(match[1]));
  });
  service.once('error', reject);
  service.once('exit', (code) => reject(new Error(`ended with ${code} before it listened`)));
  return promise.finally(() => clearTimeout(timer));
}

/** Ends it as an orchestrator does; what it recorded has arrived once it is gone. */
async function stop(service) {
  const exited = once(service, 'exit', { signal: AbortSignal.timeout(STOP_TIMEOUT_MS) });
  service.kill('SIGTERM');
  await exited.catch(() => {
    throw new Error('did not end after SIGTERM');
  });
}
