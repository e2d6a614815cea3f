import { tracingChannel } from 'node:diagnostics_channel';
import { SpanKind, SpanStatusCode, type Attributes, type Span, type Tracer } from '@opentelemetry/api';
import type { Guard } from './guard.ts';

const ATTR_GRAPHQL_OPERATION_NAME = 'graphql.operation.name';
const ATTR_GRAPHQL_OPERATION_TYPE = 'graphql.operation.type';

/** Published by graphql from version 17 on, which upstream's instrumentation does not support. */
const EXECUTE_CHANNEL = 'graphql:execute';
/** An operation name is the client's choice; more of it is not kept, in characters. */
const OPERATION_NAME_LENGTH_MAX = 128;

interface Execution {
  readonly operationName?: string | undefined;
  readonly operationType?: string | undefined;
  readonly result?: unknown;
  readonly error?: unknown;
}

/**
 * Records one span for each executed GraphQL operation through graphql's own channel.
 *
 * @returns A function that ends it.
 */
export function observeGraphql(tracer: Tracer, guard: Guard): () => void {
  const spans = new WeakMap<object, Span>();
  const channel = tracingChannel<object, Execution & object>(EXECUTE_CHANNEL);

  function end(execution: Execution & object): void {
    const span = spans.get(execution);
    if (span === undefined) return;
    spans.delete(execution);
    endSpan(span, execution);
  }

  const listeners = {
    start: (execution: Execution & object) => {
      guard(() => spans.set(execution, startSpan(tracer, execution)));
    },
    // A synchronous execution has its result here; an asynchronous one has neither yet.
    end: (execution: Execution & object) => {
      if ('result' in execution || 'error' in execution) guard(() => end(execution));
    },
    asyncEnd: (execution: Execution & object) => guard(() => end(execution)),
  };
  channel.start.subscribe(listeners.start as never);
  channel.end.subscribe(listeners.end as never);
  channel.asyncEnd.subscribe(listeners.asyncEnd as never);
  return () => {
    channel.start.unsubscribe(listeners.start as never);
    channel.end.unsubscribe(listeners.end as never);
    channel.asyncEnd.unsubscribe(listeners.asyncEnd as never);
  };
}

function startSpan(tracer: Tracer, { operationName, operationType }: Execution): Span {
  const attributes: Attributes = {};
  if (operationType !== undefined) attributes[ATTR_GRAPHQL_OPERATION_TYPE] = operationType;
  if (operationName !== undefined)
    attributes[ATTR_GRAPHQL_OPERATION_NAME] = operationName.slice(0, OPERATION_NAME_LENGTH_MAX);
  // The name stays out of the span's name, whose values must be few.
  return tracer.startSpan(operationType ?? 'GraphQL Operation', { kind: SpanKind.INTERNAL, attributes });
}

function endSpan(span: Span, { result, error }: Execution): void {
  const { errors } = (result ?? {}) as { errors?: readonly unknown[] };
  const first = error ?? errors?.[0];
  if (first !== undefined) {
    if (first instanceof Error) span.recordException(first);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}
