import { SLI_HTTP_SERVER_AVAILABILITY, SLI_HTTP_SERVER_LATENCY } from '@org/observe-conventions';
import type { SdkFacts } from './program-report.ts';

/** Everything one examination found out. What was not reached is missing. */
export interface Evidence {
  /** The command line, as a person would type it. */
  readonly command: string;
  readonly timeoutMs: number;
  readonly start: StartEvidence;
  /** Missing when the program does not run on Node, where the preload sees nothing. */
  readonly sdk?: SdkFacts;
  readonly request?: RequestEvidence;
  readonly telemetry?: TelemetryEvidence;
  /** Coded lines the telemetry wrote to standard error, each once. */
  readonly warnings: readonly string[];
  /** The last lines of the program's standard error. */
  readonly errorOutput: readonly string[];
}

export type StartEvidence =
  | { readonly state: 'listening'; readonly port: number }
  | { readonly state: 'not started'; readonly reason: string }
  | { readonly state: 'exited'; readonly ending: string }
  | { readonly state: 'not listening'; readonly wantedPort?: number };

export interface RequestEvidence {
  readonly url: string;
  readonly path: string;
  readonly traceId: string;
  readonly outcome: { readonly status: number } | { readonly reason: string };
}

/** What arrived at the receiver for the request. */
export interface TelemetryEvidence {
  readonly span?: { readonly name: string; readonly service: string; readonly route?: string };
  /** Outcome of each HTTP SLI: `good`, `bad`, or why the request does not count. */
  readonly slis: Readonly<Record<string, SliEvidence>>;
  /** Message of the canonical request log. */
  readonly log?: string;
}

export type SliEvidence = { readonly outcome: 'good' | 'bad' } | { readonly excluded: string };

/** The SLIs every HTTP service has. */
export const HTTP_SLIS = [SLI_HTTP_SERVER_AVAILABILITY, SLI_HTTP_SERVER_LATENCY] as const;
