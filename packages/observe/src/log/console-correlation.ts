import { format } from 'node:util';
import type { Attributes } from '@opentelemetry/api';
import { addException, cut } from './field-attributes.ts';
import { severityOfName } from './severity.ts';
import { emitLogEntry, wantsLogEntries } from './sink.ts';

const METHODS = ['trace', 'debug', 'log', 'info', 'warn', 'error'] as const;
type ConsoleMethod = (...parts: unknown[]) => void;
export type ConsoleLike = Record<(typeof METHODS)[number], ConsoleMethod>;

/**
 * Sends what is written to the console as log records, too. The text on the terminal stays as it is: lines for people
 * carry no ids.
 *
 * @returns A function that gives the console its own methods back.
 */
export function correlateConsole(target: ConsoleLike): () => void {
  const restorers = METHODS.map((method) => correlateMethod(target, method));
  return () => {
    for (const restore of restorers) restore();
  };
}

function correlateMethod(target: ConsoleLike, method: (typeof METHODS)[number]): () => void {
  const original = target[method];
  function observed(this: unknown, ...parts: unknown[]): void {
    if (wantsLogEntries()) {
      emitLogEntry(() => ({
        scope: 'console',
        severity: severityOfName(method),
        severityText: method,
        body: cut(format(...parts)),
        attributes: attributesOf(parts),
      }));
    }
    original.apply(this, parts);
  }
  target[method] = observed;
  return () => {
    // Someone may have wrapped the method after us; then only they can undo it.
    if (target[method] === observed) target[method] = original;
  };
}

function attributesOf(parts: readonly unknown[]): Attributes {
  const attributes: Attributes = {};
  const error = parts.find((part) => part instanceof Error);
  if (error !== undefined) addException(attributes, error);
  return attributes;
}
