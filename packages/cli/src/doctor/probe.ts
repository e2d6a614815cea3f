import { randomBytes } from 'node:crypto';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { ProgramReport } from './program-report.ts';
import type { RequestEvidence } from './evidence.ts';

export interface ProbeTarget {
  readonly port: number;
  readonly address: string;
  readonly secure: boolean;
}

/** Chooses the server to send the request to: the one on the wanted port, else the first HTTP server. */
export function chooseServer(
  servers: readonly ProgramReport[],
  wantedPort: number | undefined,
): ProgramReport | undefined {
  if (wantedPort !== undefined) return servers.find(({ port }) => port === wantedPort);
  return servers.find(({ http }) => http);
}

/**
 * Sends one GET with a trace of its own, marked as sampled. Never rejects: no answer is a finding like any other.
 *
 * @param timeoutMs - How long to wait for the whole answer, in milliseconds.
 */
export function sendProbe(target: ProbeTarget, path: string, timeoutMs: number): Promise<RequestEvidence> {
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
