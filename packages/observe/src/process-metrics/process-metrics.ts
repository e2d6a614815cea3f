import { isMainThread } from 'node:worker_threads';
import type { Meter } from '@opentelemetry/api';
import { observeEventLoop } from './event-loop.ts';
import { observeGarbageCollection } from './garbage-collection.ts';
import { observeHeap } from './heap.ts';
import { observeProcessUsage } from './process-usage.ts';

/**
 * Observes what the process itself goes through: event loop, garbage collection, heap, CPU and memory. Values are read
 * when metrics are collected, not in between, and nothing keeps the process alive. A worker thread leaves out what is
 * the same for the whole process.
 *
 * @returns A function that stops it all.
 */
export function startProcessMetrics(meter: Meter): () => void {
  const stops = [observeEventLoop(meter), observeGarbageCollection(meter), observeHeap(meter)];
  if (isMainThread) stops.push(observeProcessUsage(meter));
  return () => {
    for (const stop of stops) stop();
  };
}
