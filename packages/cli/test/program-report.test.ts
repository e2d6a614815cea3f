import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseProgramReports, type ProgramReport } from '../src/doctor/program-report.ts';
import { findServer, sendProbe } from '../src/doctor/probe.ts';

const REPORT: ProgramReport = {
  pid: 1,
  port: 3_000,
  address: '::',
  secure: false,
  http: true,
  sdk: { imported: true, runningVersion: '1.2.3' },
};

describe('the reports of a program', () => {
  test('are one per line', () => {
    expect(parseProgramReports(`${JSON.stringify(REPORT)}\n${JSON.stringify(REPORT)}\n`)).toEqual([
      REPORT,
      REPORT,
    ]);
  });

  test('are left for later while a line is still being written', () => {
    expect(parseProgramReports(`${JSON.stringify(REPORT)}\n{"pid":2,"po`)).toEqual([REPORT]);
    expect(parseProgramReports('')).toEqual([]);
  });
});

describe('the server to ask', () => {
  test('is the first that speaks HTTP', async () => {
    const database = { ...REPORT, port: 5_432, http: false };
    expect(await findServer([database, REPORT], undefined)).toEqual(REPORT);
    expect(await findServer([database], undefined)).toBeUndefined();
  });

  test('is the one on the named port', async () => {
    const other = { ...REPORT, port: 4_000 };
    expect(await findServer([REPORT, other], 4_000)).toEqual(other);
  });
});

describe('the request', () => {
  let server: Server;
  let port: number;
  let headers: Record<string, unknown>;

  beforeEach(async () => {
    server = createServer((request, response) => {
      headers = request.headers;
      if (request.url === '/broken') request.socket.destroy();
      else if (request.url !== '/silent') response.end('ok');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  test('finds a server of any program on the named port', async () => {
    expect(await findServer([], port)).toEqual({ port, address: '', secure: false });
  });

  test('carries a sampled trace of its own', async () => {
    const { traceId, outcome } = await sendProbe({ port, address: '127.0.0.1', secure: false }, '/', 5_000);
    expect(outcome).toEqual({ status: 200 });
    expect(headers.traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
  });

  test.each([
    ['a connection that breaks', '/broken', /socket hang up|ECONNRESET/],
    ['a server that says nothing', '/silent', /none within 200 ms/],
  ])('tells %s as a reason', async (_title, path, reason) => {
    const { outcome } = await sendProbe({ port, address: '0.0.0.0', secure: false }, path, 200);
    expect('reason' in outcome && outcome.reason).toMatch(reason);
  });
});
