import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A metadata server on this machine, and what it was asked. */
export interface MetadataServer {
  /** For `GCE_METADATA_HOST`. */
  readonly host: string;
  readonly asked: readonly string[];
}

/** Answers as the metadata server of Google Cloud: plain text, its flavour, 404 for what it does not have. */
export async function startMetadataServer(
  values: Readonly<Record<string, string>>,
  answer: (request: IncomingMessage, response: ServerResponse, path: string) => void = (
    _,
    response,
    path,
  ) => {
    response.writeHead(path in values ? 200 : 404, { 'Metadata-Flavor': 'Google' }).end(values[path]);
  },
): Promise<MetadataServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace('/computeMetadata/v1/', '');
    asked.push(path);
    if (request.headers['metadata-flavor'] === 'Google') answer(request, response, path);
    else response.writeHead(403).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
