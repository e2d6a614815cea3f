import { ATTR_HTTP_REQUEST_METHOD, ATTR_HTTP_ROUTE } from './attributes.ts';
import type { SliDeclaration } from './declaration.ts';
import { DEFAULT_LATENCY_THRESHOLD_MS } from './http-policy.ts';

export const SLI_HTTP_SERVER_AVAILABILITY = 'http.server.availability';
export const SLI_HTTP_SERVER_LATENCY = 'http.server.latency';

/** Attributes of the built-in HTTP SLIs. Routes come from the framework's templates, so their set is open but small. */
export const HTTP_SLI_ATTRIBUTES = [ATTR_HTTP_REQUEST_METHOD, ATTR_HTTP_ROUTE] as const;

/** The SLIs every service has without declaring them. */
export const BUILT_IN_SLIS: readonly SliDeclaration[] = [
  {
    name: SLI_HTTP_SERVER_AVAILABILITY,
    description: 'Requests answered without a server error',
    objective: { target: 0.999, window: '28d' },
  },
  {
    name: SLI_HTTP_SERVER_LATENCY,
    description: 'Requests answered within the latency threshold of their route',
    thresholdMs: DEFAULT_LATENCY_THRESHOLD_MS,
    objective: { target: 0.99, window: '28d' },
  },
];
