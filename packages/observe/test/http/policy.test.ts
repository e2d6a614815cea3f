import { describe, expect, it } from 'vitest';
import type { IncomingMessage } from 'node:http';
import type { ResolvedConfig } from '../../src/config/model.ts';
import { HttpPolicy } from '../../src/http/policy.ts';

const CONFIG: ResolvedConfig['http'] = {
  enabled: true,
  streaming: false,
  latencyThresholdMs: 500,
  badStatusCodes: [],
  availabilityObjective: 0.999,
  latencyObjective: 0.99,
  ignorePaths: ['/health', '/internal/*'],
  syntheticHeader: 'X-Synthetic',
  routes: {},
};

function incoming(method: string, headers: Record<string, string> = {}): IncomingMessage {
  return { method, headers } as unknown as IncomingMessage;
}

describe('the requests that never count', () => {
  const policy = new HttpPolicy(CONFIG);
  it.each([
    ['an ignored path', '/health', incoming('GET'), true],
    ['a path below an ignored prefix', '/internal/debug', incoming('GET'), true],
    ['a path that only begins like one', '/healthy', incoming('GET'), false],
    ['synthetic traffic, whatever the header holds', '/', incoming('GET', { 'x-synthetic': '' }), true],
    ['a CORS preflight', '/', incoming('OPTIONS', { 'access-control-request-method': 'PUT' }), true],
    ['any other OPTIONS', '/', incoming('OPTIONS'), false],
  ])('%s', (_name, path, request, ignored) => {
    expect(policy.ignores(path, request)).toBe(ignored);
  });
});

describe('the policy of a route', () => {
  const policy = new HttpPolicy({
    ...CONFIG,
    routes: {
      '/reports/*': { latencyThresholdMs: 5_000, badStatusCodes: [429] },
      '/reports/:id': { latencyThresholdMs: 2_000 },
      'POST /reports/:id': { latencyThresholdMs: 9_000 },
      // As JavaScript may write it: `{ latencyThresholdMs: process.env.X && Number(process.env.X) }`.
      '/maybe': { latencyThresholdMs: undefined } as unknown as object,
    },
  });

  it('is the default where nothing else is configured', () => {
    expect(policy.ofRoute('GET', '/orders').latencyThresholdMs).toBe(500);
    expect(policy.ofRoute('GET', undefined).latencyThresholdMs).toBe(500);
    expect(policy.ofRoute('GET', '/maybe').latencyThresholdMs).toBe(500);
  });

  it('is refined from prefix to template to template with method', () => {
    expect(policy.ofRoute('GET', '/reports/all')).toMatchObject({
      latencyThresholdMs: 5_000,
      badStatusCodes: [429],
    });
    expect(policy.ofRoute('GET', '/reports/:id')).toMatchObject({
      latencyThresholdMs: 2_000,
      badStatusCodes: [429],
    });
    expect(policy.ofRoute('POST', '/reports/:id').latencyThresholdMs).toBe(9_000);
  });

  it('takes options of code over the defaults, and what is configured for the route over both', () => {
    const options = { latencyThresholdMs: 7_000, enabled: false };
    expect(policy.ofRoute('GET', '/orders', options)).toMatchObject(options);
    expect(policy.ofRoute('GET', undefined, options)).toMatchObject(options);
    expect(policy.ofRoute('GET', '/reports/:id', options)).toMatchObject({
      latencyThresholdMs: 2_000,
      enabled: false,
    });
  });
});
