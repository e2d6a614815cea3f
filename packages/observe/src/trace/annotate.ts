import { trace, type Span } from '@opentelemetry/api';
import { createError } from '../errors.ts';
import { flattenFields } from '../log/field-attributes.ts';
import { RESERVED_FIELDS } from '../log/reserved-fields.ts';
import { logSettings } from '../log/settings.ts';
import { currentRuntime } from '../runtime/runtime.ts';

/**
 * Adds fields to the request being served: to its canonical log line and its server span. Outside a request they go
 * to the active span; without telemetry nowhere.
 *
 * Nested fields become dotted (`user.id`), secrets are replaced, long values are cut, and at most 64 attributes are
 * kept. What the line says itself, such as `http.route`, cannot be changed. Never throws.
 *
 * @param fields - Values by name: strings, numbers, booleans, lists, or objects of these.
 *
 * @example
 * app.post('/orders', (request, response) => {
 *   annotate({ tenant: request.tenant, order: { items: request.body.items.length } });
 * });
 */
export function annotate(fields: Readonly<Record<string, unknown>>): void {
  const runtime = currentRuntime();
  const active = trace.getActiveSpan();
  if (typeof fields !== 'object' || fields === null || (runtime === undefined && active === undefined))
    return;
  try {
    const attributes = flattenFields(fields, logSettings().redaction, RESERVED_FIELDS);
    const request = runtime?.http.current();
    request?.annotate(attributes);
    const span: Span | undefined = request === undefined ? active : request.span;
    span?.setAttributes(attributes);
    const reserved = Object.keys(fields).find((field) => RESERVED_FIELDS.has(field));
    if (reserved !== undefined)
      runtime?.diagnostics.reportOnce(createError('OBS_ERR_TRACE_FIELD', { field: reserved }));
  } catch {
    // Fields come from the application; whatever is wrong with them must not harm it.
  }
}
