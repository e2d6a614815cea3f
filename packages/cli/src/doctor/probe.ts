import { randomBytes } from 'node:crypto';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { connect } from 'node:net';
import type { ProgramReport, SdkFacts } from './program-report.ts';
import type { RequestEvidence } from './evidence.ts';

/** A server that can be asked. */
export interface FoundServer {
  readonly port: number;
  readonly address: string;
  readonly secure: boolean;
  /** Missing when it does not run on Node, or in no process that we see. */
  readonly sdk?: SdkFacts;
}

/** The server to ask: the one on the wanted port, by whatever program; else the first HTTP server that reported. */
export async function findServer(
  reports: readonly ProgramReport[],
  wantedPort: number | undefined,
): Promise<FoundServer | undefined> {
  if (wantedPort === undefined) return reports.find(({ http }) => http);
  const reported = reports.find(({ port }) => port === wantedPort);
  if (reported !== undefined) return reported;
  return (await isListening(wantedPort)) ? { port: wantedPort, address: '', secure: false } : undefined;
}

/**
 * Sends one GET with a trace of its own, marked as sampled. Never rejects: no answer is a finding like any other.
 *
 * @param timeoutMs - How long to wait for the whole answer, in milliseconds.
 */
export function sendProbe(target: FoundServer, path: string, timeoutMs: number): Promise<RequestEvidence> {
  const traceId = randomBytes(16).toString('hex');
  const host = hostOf(target.address);
  const url = `${target.secure ? 'https' : 'http'}://${host}:${target.port}${path}`;
  const headers = {
    traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01`,
    'user-agent': 'observe-doctor',
  };
  const request = target.secure ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    // The certificate of a local server is not what is being examined.
    const sent = request(url, { headers, agent: false, rejectUnauthorized: false });
    const timer = setTimeout(() => sent.destroy(new Error(`none within ${timeoutMs} ms`)), timeoutMs);
    const settle = (outcome: RequestEvidence['outcome']) => {
      clearTimeout(timer);
      resolve({ url, path, traceId, outcome });
    };
    sent.on('error', (error) => settle({ reason: error.message }));
    sent.on('response', (response) => {
      response.resume();
      response.on('error', (error) => settle({ reason: error.message }));
      response.on('end', () => settle({ status: response.statusCode ?? 0 }));
    });
    sent.end();
  });
}

/** A wildcard address is reached through the loopback interface. */
function hostOf(address: string): string {
  if (address === '::' || address === '0.0.0.0' || address === '') return 'localhost';
  return address.includes(':') ? `[${address}]` : address;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: 'localhost' });
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    function settle(listening: boolean): void {
      socket.destroy();
      resolve(listening);
    }
  });
}
