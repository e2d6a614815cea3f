import { describe, expect, it } from 'vitest';
import { readMetadata } from '../../src/resource/metadata-server.ts';
import { startMetadataServer } from './metadata-server-stub.ts';

const PATH = 'project/project-id';

describe('the metadata server', () => {
  it('is asked with its flavour and believed', async () => {
    const server = await startMetadataServer({ [PATH]: 'shop\n' });
    await expect(readMetadata(PATH, server.host)).resolves.toBe('shop');
  });

  it('is not taken for another server that answers', async () => {
    const server = await startMetadataServer({}, (_, response) => response.end('<html>'));
    await expect(readMetadata(PATH, server.host)).resolves.toBeUndefined();
  });

  it('that never answers is given up within the deadline', async () => {
    const server = await startMetadataServer({}, () => {});
    const started = performance.now();
    await expect(readMetadata(PATH, server.host)).resolves.toBeUndefined();
    expect(performance.now() - started).toBeLessThan(3_000);
    expect(server.asked).toHaveLength(1);
  });

  it('that drops the connection is given up', async () => {
    const server = await startMetadataServer({}, (request) => request.socket.destroy());
    await expect(readMetadata(PATH, server.host)).resolves.toBeUndefined();
  });

  it('that answers without end is cut off', async () => {
    const server = await startMetadataServer({}, (_, response) => {
      response.writeHead(200, { 'Metadata-Flavor': 'Google' });
      response.end('x'.repeat(1_000_000));
    });
    await expect(readMetadata(PATH, server.host)).resolves.toBeUndefined();
  });

  it.each(['127.0.0.1:1', 'not a host', 'a:b'])('at %j is no error', async (host) => {
    await expect(readMetadata(PATH, host)).resolves.toBeUndefined();
  });
});
