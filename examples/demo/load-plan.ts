import { LOAD_CASES, type CaseRequest } from './load-cases.ts';
import { createRandom, randomHex, type Random } from './random.ts';

/** A request of the plan. Its own trace id makes everything it leads to findable. */
export interface PlannedRequest extends CaseRequest {
  readonly caseName: string;
  readonly traceId: string;
  readonly parentSpanId: string;
}

/**
 * Plans a load: every case once, in shuffled order, and then cases by weight.
 *
 * @param seed - The same seed gives the same plan, trace ids included.
 * @param requests - How many requests; without end unless said.
 */
export function* planLoad(
  seed: number,
  requests: number = Number.POSITIVE_INFINITY,
): Generator<PlannedRequest> {
  const random = createRandom(seed);
  const everyCase = shuffle(LOAD_CASES, random);
  for (let number = 0; number < requests; number += 1) {
    yield plan(everyCase[number] ?? drawCase(random), random);
  }
}

function plan(loadCase: (typeof LOAD_CASES)[number], random: Random): PlannedRequest {
  return {
    ...loadCase.create(random),
    caseName: loadCase.name,
    traceId: randomHex(random, 32),
    parentSpanId: randomHex(random, 16),
  };
}

function drawCase(random: Random): (typeof LOAD_CASES)[number] {
  let left = random() * LOAD_CASES.reduce((sum, { weight }) => sum + weight, 0);
  for (const loadCase of LOAD_CASES) {
    left -= loadCase.weight;
    if (left < 0) return loadCase;
  }
  return LOAD_CASES[0] as (typeof LOAD_CASES)[number];
}

/** Fisher–Yates, on a copy. */
function shuffle<T>(items: readonly T[], random: Random): T[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
  }
  return shuffled;
}
