import {
  BUILT_IN_SLIS,
  DEFAULT_IGNORE_PATHS,
  DEFAULT_LATENCY_THRESHOLD_MS,
  DEFAULT_SERIES_BUDGET,
  DEFAULT_SYNTHETIC_HEADER,
  SLI_HTTP_SERVER_AVAILABILITY,
  SLI_HTTP_SERVER_LATENCY,
} from '@org/observe-conventions';
import { sliDeclarations } from './declarations.ts';
import { defineSection, type ConfigField } from './field.ts';
import { didYouMean } from './spelling.ts';
import {
  flag,
  isPlainObject,
  listOf,
  mismatch,
  ratio,
  textMatching,
  wholeNumber,
  type ValueType,
} from './value-type.ts';

const LATENCY_THRESHOLD_MS_MAX = 3_600_000;
const SERIES_BUDGET_MAX = 1_000_000;
const SHUTDOWN_TIMEOUT_MS_MAX = 600_000;
const SELF_CHECK_MS_MAX = 3_600_000;
const DEFAULT_SHUTDOWN_TIMEOUT_MS = 5_000;
const DEFAULT_SELF_CHECK_AFTER_MS = 30_000;

const pathPattern = textMatching('a path that starts with "/" and may end in "*"', /^\/[^*\s]*\*?$/);
const routeName = textMatching(
  'a route template such as "/orders/:id" or "POST /orders"',
  /^([A-Z]+ )?[/*]\S*$/,
);

/** What a single route may override; the same rows, without a route of its own, hold for the whole service. */
const ROUTE_FIELDS = defineSection('http', {
  enabled: {
    type: flag,
    default: true,
    env: ['OBSERVE_HTTP_ENABLED'],
    description: '`false` excludes requests from SLIs (reason `ignored`); spans and histograms stay.',
  },
  latencyThresholdMs: {
    type: wholeNumber(1, LATENCY_THRESHOLD_MS_MAX),
    default: DEFAULT_LATENCY_THRESHOLD_MS,
    env: ['OBSERVE_LATENCY_THRESHOLD_MS'],
    description: 'A request that takes longer is bad for the latency SLI.',
    unit: 'ms',
  },
  badStatusCodes: {
    type: listOf(wholeNumber(100, 499)),
    default: [],
    env: ['OBSERVE_HTTP_BAD_STATUS_CODES'],
    description: 'Status codes below 500 that count as bad, such as 429.',
  },
  availabilityObjective: {
    type: ratio({ open: true }),
    default: builtInTarget(SLI_HTTP_SERVER_AVAILABILITY),
    env: ['OBSERVE_HTTP_AVAILABILITY_OBJECTIVE'],
    description: 'Target of the availability SLI.',
  },
  latencyObjective: {
    type: ratio({ open: true }),
    default: builtInTarget(SLI_HTTP_SERVER_LATENCY),
    env: ['OBSERVE_HTTP_LATENCY_OBJECTIVE'],
    description: 'Target of the latency SLI.',
  },
  streaming: {
    type: flag,
    default: false,
    env: ['OBSERVE_HTTP_STREAMING'],
    description: 'Responses stream: latency is excluded. SSE and upgrades are detected without it.',
  },
});

export const HTTP_FIELDS: readonly ConfigField[] = [
  ...ROUTE_FIELDS,
  ...defineSection('http', {
    ignorePaths: {
      type: listOf(pathPattern),
      default: [...DEFAULT_IGNORE_PATHS],
      env: ['OBSERVE_HTTP_IGNORE_PATHS'],
      description: 'Paths that never count: exact, or ending in `*`. Replaces the default list.',
    },
    syntheticHeader: {
      type: textMatching('a header name in lower case', /^[!#$%&'*+\-.^_`|~0-9a-z]+$/),
      default: DEFAULT_SYNTHETIC_HEADER,
      env: ['OBSERVE_HTTP_SYNTHETIC_HEADER'],
      description: 'Request header whose presence marks synthetic traffic.',
    },
    routes: {
      type: routeConfigs(),
      default: {},
      description: 'Overrides of the keys above by route template, with or without a method.',
      merge: 'entries',
    },
  }),
];

export const SLI_FIELDS = defineSection('sli', {
  seriesBudget: {
    type: wholeNumber(10, SERIES_BUDGET_MAX),
    default: DEFAULT_SERIES_BUDGET,
    env: ['OBSERVE_SLI_SERIES_BUDGET'],
    description: 'Series allowed per metric before new ones fold into `_OTHER`.',
  },
  declarations: {
    type: sliDeclarations,
    default: [],
    description: 'SLIs of the service besides the built-in ones; layers combine by name.',
    merge: 'by name',
  },
});

export const SHUTDOWN_FIELDS = defineSection('shutdown', {
  timeoutMs: {
    type: wholeNumber(1, SHUTDOWN_TIMEOUT_MS_MAX),
    default: DEFAULT_SHUTDOWN_TIMEOUT_MS,
    env: ['OBSERVE_SHUTDOWN_TIMEOUT_MS'],
    description: 'How long the end of the process may wait for the last export.',
    unit: 'ms',
  },
  signals: {
    type: flag,
    default: true,
    env: ['OBSERVE_SHUTDOWN_SIGNALS'],
    description: 'Flushes on SIGTERM and SIGINT.',
  },
});

export const SELF_CHECK_FIELDS = defineSection('selfCheck', {
  enabled: {
    type: flag,
    default: true,
    env: ['OBSERVE_SELF_CHECK'],
    description: 'Says what was loaded too early, is duplicated or is not exporting.',
  },
  afterMs: {
    type: wholeNumber(1, SELF_CHECK_MS_MAX),
    default: DEFAULT_SELF_CHECK_AFTER_MS,
    env: ['OBSERVE_SELF_CHECK_AFTER_MS'],
    description: 'How long after the start delivery is checked.',
    unit: 'ms',
  },
});

function builtInTarget(name: string): number | undefined {
  return BUILT_IN_SLIS.find((declaration) => declaration.name === name)?.objective?.target;
}

function routeConfigs(): ValueType {
  const label = 'overrides by route template';
  const rows = new Map(ROUTE_FIELDS.map((field) => [field.key.slice('http.'.length), field]));
  const checkRoute = (route: unknown, path: string): string[] => {
    if (!isPlainObject(route)) return [mismatch(path, 'an object with overrides', route)];
    return Object.entries(route).flatMap(([name, value]) => {
      const row = rows.get(name);
      if (row === undefined) return [`${path}.${name}: unknown key${didYouMean(name, rows.keys())}`];
      return value === undefined ? [] : row.type.check(value, `${path}.${name}`);
    });
  };
  return {
    label,
    check(value, path) {
      if (!isPlainObject(value)) return [mismatch(path, label, value)];
      return Object.entries(value).flatMap(([name, route]) => [
        ...routeName.check(name, `${path}: the name`),
        ...checkRoute(route, `${path}[${JSON.stringify(name)}]`),
      ]);
    },
    parse: (written) => written,
  };
}
