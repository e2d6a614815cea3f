import type { IncomingMessage } from 'node:http';
import type { HttpRequestPolicy } from '@org/observe-conventions';
import type { HttpRouteConfig, ResolvedConfig } from '../config/model.ts';

/** The policy of one route, decided once. */
export interface RoutePolicy extends HttpRequestPolicy {
  readonly enabled: boolean;
  readonly streaming: boolean;
}

/** The configured HTTP policy in the form requests ask it: sets and prefixes instead of patterns. */
export class HttpPolicy {
  readonly #defaults: RoutePolicy;
  readonly #syntheticHeader: string;
  readonly #ignoredPaths: ReadonlySet<string>;
  readonly #ignoredPrefixes: readonly string[];
  readonly #routes: ReadonlyMap<string, HttpRouteConfig>;
  readonly #routePrefixes: readonly (readonly [prefix: string, config: HttpRouteConfig])[];

  constructor(config: ResolvedConfig['http']) {
    const { enabled, streaming, latencyThresholdMs, badStatusCodes } = config;
    this.#defaults = { enabled, streaming, latencyThresholdMs, badStatusCodes };
    this.#syntheticHeader = config.syntheticHeader.toLowerCase();
    this.#ignoredPaths = new Set(config.ignorePaths.filter((path) => !path.endsWith('*')));
    this.#ignoredPrefixes = config.ignorePaths
      .filter((path) => path.endsWith('*'))
      .map((path) => path.slice(0, -1));
    const routes = Object.entries(config.routes).map(
      ([route, own]) => [route, withoutUndefined(own)] as const,
    );
    this.#routes = new Map(routes.filter(([route]) => !route.endsWith('*')));
    this.#routePrefixes = routes
      .filter(([route]) => route.endsWith('*'))
      .map(([route, routeConfig]) => [route.slice(0, -1), routeConfig] as const);
  }

  /** Whether a request never counts: a probe's path, a CORS preflight, synthetic traffic. */
  ignores(path: string, request: IncomingMessage): boolean {
    if (this.#ignoredPaths.has(path)) return true;
    for (const prefix of this.#ignoredPrefixes) if (path.startsWith(prefix)) return true;
    const { headers } = request;
    if (this.#syntheticHeader !== '' && headers[this.#syntheticHeader] !== undefined) return true;
    return request.method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
  }

  /**
   * The policy of a route: the service's defaults, options given in code, then what is configured for prefixes, for the
   * template, and for the template with its method. The configuration comes last, as it does over all other code.
   */
  ofRoute(method: string, route: string | undefined, options: HttpRouteConfig = {}): RoutePolicy {
    if (route === undefined) return { ...this.#defaults, ...options };
    const prefixes = this.#routePrefixes.filter(([prefix]) => matchesPrefix(prefix, method, route));
    return Object.assign(
      { ...this.#defaults },
      options,
      ...prefixes.map(([, config]) => config),
      this.#routes.get(route),
      this.#routes.get(`${method} ${route}`),
    ) as RoutePolicy;
  }
}

/** A key that is present and undefined overrides nothing. */
function withoutUndefined(config: HttpRouteConfig): HttpRouteConfig {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
}

function matchesPrefix(prefix: string, method: string, route: string): boolean {
  return route.startsWith(prefix) || `${method} ${route}`.startsWith(prefix);
}
