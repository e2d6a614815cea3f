import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_ROUTE,
  BUILT_IN_SLIS,
  METRIC_HTTP_SERVER_REQUEST_DURATION,
  OTHER,
  SLI_HTTP_SERVER_AVAILABILITY,
  SLI_HTTP_SERVER_LATENCY,
  type SliDeclaration,
} from '@org/observe-conventions';
import type { HistogramSeries } from '../recording/histogram-series.ts';
import type { SliRegistry } from '../sli/registry.ts';
import type { Sli } from '../sli/sli.ts';
import type { HttpPolicy } from './policy.ts';
import type { HttpServerRequest } from './request.ts';
import { RouteSeries } from './route-series.ts';

/** Routes with series of their own, per method; further ones share those of `_OTHER`. */
const ROUTES_MAX = 2_000;
/** Stands for "no route" in the table below; no template is empty. */
const NO_ROUTE = '';

interface RouteCatalogueOptions {
  readonly policy: HttpPolicy;
  readonly durations: HistogramSeries;
  readonly sli: SliRegistry;
}

/** The series of each method and route, bound when the route is first served. */
export class RouteCatalogue {
  readonly #options: RouteCatalogueOptions;
  readonly #availability: Sli;
  readonly #latency: Sli;
  readonly #methods = new Map<string, Map<string, RouteSeries>>();

  constructor(options: RouteCatalogueOptions) {
    this.#options = options;
    this.#availability = options.sli.declare(builtIn(SLI_HTTP_SERVER_AVAILABILITY));
    this.#latency = options.sli.declare(builtIn(SLI_HTTP_SERVER_LATENCY));
  }

  seriesOf({ method, route = NO_ROUTE }: HttpServerRequest): RouteSeries {
    let routes = this.#methods.get(method);
    if (routes === undefined) this.#methods.set(method, (routes = new Map()));
    const known = routes.get(route);
    if (known !== undefined) return known;
    if (routes.size >= ROUTES_MAX) return this.#remember(routes, method, OTHER);
    return this.#remember(routes, method, route);
  }

  #remember(routes: Map<string, RouteSeries>, method: string, route: string): RouteSeries {
    const known = routes.get(route);
    if (known !== undefined) return known;
    const series = this.#bind(method, route === NO_ROUTE ? undefined : route);
    routes.set(route, series);
    return series;
  }

  #bind(method: string, route: string | undefined): RouteSeries {
    const { policy, durations, sli } = this.#options;
    const attributes: Record<string, string> = { [ATTR_HTTP_REQUEST_METHOD]: method };
    if (route !== undefined) attributes[ATTR_HTTP_ROUTE] = route;
    const { slots } = durations;
    return new RouteSeries({
      method,
      route,
      policy,
      durations,
      availability: this.#availability.bindOpen(attributes),
      latency: this.#latency.bindOpen(attributes),
      overflowCounter: (slot) =>
        sli.overflowCounter(METRIC_HTTP_SERVER_REQUEST_DURATION, slots.overflowAttribute(slot)),
    });
  }
}

function builtIn(name: string): SliDeclaration {
  const declaration = BUILT_IN_SLIS.find((candidate) => candidate.name === name);
  if (declaration === undefined) throw new Error(`${name} is not in the catalogue`);
  return declaration;
}
