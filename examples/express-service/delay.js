const DELAY_MS_MAX = 10_000;

/**
 * Plays a slow dependency: `?delay_ms=700` makes a request slower than the default latency threshold of 500 ms.
 * Ends early when the client leaves.
 */
export function delay(milliseconds, response) {
  const delayMs = Math.min(Number(milliseconds) || 0, DELAY_MS_MAX);
  if (delayMs <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    response.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
