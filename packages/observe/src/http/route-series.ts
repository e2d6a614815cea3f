import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_URL_SCHEME,
  type Classified,
  type HttpClassification,
} from '@org/observe-conventions';
import type { HttpRouteConfig } from '../config/model.ts';
import type { HistogramSeries } from '../recording/histogram-series.ts';
import type { BoundSli } from '../sli/bound-sli.ts';
import type { HttpPolicy, RoutePolicy } from './policy.ts';

/** Distinct answers (status, protocol, error type) one route keeps bound; further ones are bound anew each time. */
const ANSWERS_MAX = 200;

/** What tells one duration series of a route from another. */
export interface Answer {
  /** `0` when the connection closed before a status was sent. */
  readonly statusCode: number;
  readonly scheme: string;
  readonly protocolVersion: string;
  readonly errorType: string | undefined;
}

interface RouteSeriesOptions {
  readonly method: string;
  readonly route: string | undefined;
  readonly policy: HttpPolicy;
  readonly durations: HistogramSeries;
  readonly availability: BoundSli;
  readonly latency: BoundSli;
  /** Counts requests whose duration series was folded into `_OTHER`. */
  readonly overflowCounter: (slot: number) => (() => void) | undefined;
}

/** Everything one route of one method records to, bound when the route is first seen. */
export class RouteSeries {
  readonly policy: RoutePolicy;
  readonly #options: RouteSeriesOptions;
  /** Slots of plain answers by a number made of status, scheme and protocol; the usual case allocates nothing. */
  readonly #plainSlots = new Map<number, number>();
  readonly #failedSlots = new Map<string, number>();
  /** By the options' object, which is one for each place they are given at. */
  readonly #policies = new WeakMap<HttpRouteConfig, RoutePolicy>();

  constructor(options: RouteSeriesOptions) {
    this.#options = options;
    this.policy = options.policy.ofRoute(options.method, options.route);
  }

  /** The route's policy with options given in code. */
  policyWith(options: HttpRouteConfig): RoutePolicy {
    const known = this.#policies.get(options);
    if (known !== undefined) return known;
    const { method, route } = this.#options;
    const policy = this.#options.policy.ofRoute(method, route, options);
    this.#policies.set(options, policy);
    return policy;
  }

  /** Records one finished request: its duration, and how it counted. */
  record(answer: Answer, durationMs: number, classification: HttpClassification): void {
    const slot = this.#slotOf(answer);
    this.#options.durations.record(slot, durationMs / 1_000);
    this.#options.overflowCounter(slot)?.();
    count(this.#options.availability, classification.availability);
    count(this.#options.latency, classification.latency);
  }

  #slotOf(answer: Answer): number {
    if (answer.errorType !== undefined) return this.#failedSlot(answer, answer.errorType);
    const key = answerNumber(answer);
    const known = this.#plainSlots.get(key);
    if (known !== undefined) return known;
    const slot = this.#bind(answer);
    if (this.#plainSlots.size < ANSWERS_MAX) this.#plainSlots.set(key, slot);
    return slot;
  }

  #failedSlot(answer: Answer, errorType: string): number {
    const key = `${answerNumber(answer)} ${errorType}`;
    const known = this.#failedSlots.get(key);
    if (known !== undefined) return known;
    const slot = this.#bind(answer);
    if (this.#failedSlots.size < ANSWERS_MAX) this.#failedSlots.set(key, slot);
    return slot;
  }

  #bind({ statusCode, scheme, protocolVersion, errorType }: Answer): number {
    const { method, route } = this.#options;
    return this.#options.durations.bind({
      [ATTR_HTTP_REQUEST_METHOD]: method,
      [ATTR_URL_SCHEME]: scheme,
      ...(route !== undefined && { [ATTR_HTTP_ROUTE]: route }),
      ...(statusCode !== 0 && { [ATTR_HTTP_RESPONSE_STATUS_CODE]: statusCode }),
      ...(protocolVersion !== '' && { [ATTR_NETWORK_PROTOCOL_VERSION]: protocolVersion }),
      ...(errorType !== undefined && { [ATTR_ERROR_TYPE]: errorType }),
    });
  }
}

function count(sli: BoundSli, classified: Classified): void {
  if (classified === 'good') sli.good();
  else if (classified === 'bad') sli.bad();
  else sli.exclude(classified);
}

/** Status, scheme and protocol in one integer: a key that needs no string. */
function answerNumber({ statusCode, scheme, protocolVersion }: Answer): number {
  const protocol = protocolVersion === '1.1' ? 0 : protocolVersion === '1.0' ? 1 : 2;
  return statusCode * 8 + protocol * 2 + (scheme === 'https' ? 1 : 0);
}
