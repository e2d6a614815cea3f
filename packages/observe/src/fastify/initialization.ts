import diagnosticsChannel from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { createError } from '../errors.ts';
import { hookFastify } from './plugin.ts';

/** Fastify 4 and 5 publish each new instance here, before anything is registered on it. */
const INITIALIZATION_CHANNEL = 'fastify.initialization';

/**
 * Hooks every Fastify instance of the process as it is made.
 *
 * @returns A function that ends it for instances made later.
 */
export function observeFastifyInstances(diagnostics: Diagnostics): () => void {
  function onInitialization(message: unknown): void {
    try {
      hookFastify((message as { fastify: FastifyInstance }).fastify);
    } catch (thrown) {
      const wrap = (reason: string, cause: unknown) => createError('OBS_ERR_HTTP_FASTIFY', { reason }, cause);
      diagnostics.reportThrown(thrown, wrap);
    }
  }
  diagnosticsChannel.subscribe(INITIALIZATION_CHANNEL, onInitialization);
  return () => {
    diagnosticsChannel.unsubscribe(INITIALIZATION_CHANNEL, onInitialization);
  };
}
