/**
 * Loaded by `observe doctor` into the program it examines, through `NODE_OPTIONS=--require`. Reports where servers
 * listen and what telemetry is loaded, as JSON lines appended to the file that OBSERVE_DOCTOR_REPORT names.
 *
 * Appending is synchronous, so that a line gets out even from a program that ends at once; it needs no socket, which
 * the program's own instrumentation would see; and it leaves the program's loading and its event loop as they are.
 */
import { appendFileSync } from 'node:fs';
import { Module } from 'node:module';
import { Server, type AddressInfo } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import type { ProgramReport, SdkFacts } from './doctor/program-report.ts';

const reportFile = process.env.OBSERVE_DOCTOR_REPORT;

if (reportFile !== undefined) watchServers(reportFile);

function watchServers(file: string): void {
  const { listen } = Server.prototype;
  Server.prototype.listen = function listenAndReport(this: Server, ...args: unknown[]) {
    this.once('listening', () => reportServer(file, this));
    return Reflect.apply(listen, this, args) as Server;
  } as typeof listen;
}

function reportServer(file: string, server: Server): void {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  report(file, {
    pid: process.pid,
    port: (address as AddressInfo).port,
    address: (address as AddressInfo).address,
    secure: server instanceof TlsServer,
    // An HTTP server by any implementation answers to this event; a database proxy does not.
    http: server.listenerCount('request') > 0,
    sdk: readSdkFacts(),
  });
}

function report(file: string, line: ProgramReport): void {
  try {
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  } catch {
    // The doctor has gone: the program runs on.
  }
}

function readSdkFacts(): SdkFacts {
  const loaded = Object.keys((Module as unknown as { _cache: Record<string, unknown> })._cache);
  const runtime = (globalThis as Record<symbol, unknown>)[Symbol.for('@org/observe.runtime')];
  return {
    imported: loaded.some(isObserve),
    runningVersion: (runtime as { version?: string } | undefined)?.version,
  };
}

/** An installed copy, or the workspace's own. */
function isObserve(path: string): boolean {
  return /[\\/](@org|packages)[\\/]observe[\\/]dist[\\/]/.test(path);
}
