import { patchRouter, type RouterPrototype } from './routing.ts';

/** What `require('express')` and `require('router')` give: a factory whose routers share a prototype. */
interface ExpressModule {
  readonly Router?: unknown;
  readonly prototype?: unknown;
}

/**
 * Patches a freshly loaded Express 4 or 5, in place.
 *
 * @param exports - What the `express` module exports.
 */
export function patchExpress<Exports>(exports: Exports): Exports {
  const { Router } = exports as ExpressModule;
  if (typeof Router === 'function') patchRouterModule(Router);
  return exports;
}

/** Patches the `router` package that Express 5 is built on, which can also be used alone. */
export function patchRouterModule<Exports>(exports: Exports): Exports {
  const prototype = routerPrototype(exports);
  if (prototype !== undefined) patchRouter(prototype);
  return exports;
}

/** Express 4 keeps the shared methods on the factory itself, the `router` package on its prototype. */
function routerPrototype(factory: unknown): RouterPrototype | undefined {
  const holders = [factory, (factory as ExpressModule | undefined)?.prototype];
  return holders.find(
    (holder): holder is RouterPrototype => typeof (holder as RouterPrototype)?.handle === 'function',
  );
}
