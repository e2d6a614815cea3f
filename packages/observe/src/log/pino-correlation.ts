import { correlateLine, type PinoSlots, type PinoSymbols, type SerializeLine } from './pino-line.ts';

/** The exports of pino, as far as they are used here. */
interface PinoExports {
  (options: object, destination: { write(line: string): void }): PinoSlots;
  readonly symbols?: PinoSymbols;
}

type PinoPrototype = Record<symbol, SerializeLine>;

const CORRELATED = Symbol.for('@org/observe.correlated');

/**
 * Correlates every pino logger of the application, made before or after: they share one prototype.
 *
 * @param exports - What `pino` exports; versions 7 and later.
 */
export function correlatePino(exports: PinoExports): PinoExports {
  const symbols = exports.symbols;
  if (symbols?.asJsonSym === undefined) return exports;
  const { asJsonSym } = symbols;
  const prototype = prototypeWith(asJsonSym, exports({ enabled: false }, { write() {} }));
  const original = prototype?.[asJsonSym];
  if (prototype === undefined || original === undefined || CORRELATED in original) return exports;
  prototype[asJsonSym] = Object.assign(correlateLine(original, symbols), { [CORRELATED]: true });
  return exports;
}

/** The object in the prototype chain that holds the slot for all loggers. */
function prototypeWith(slot: symbol, logger: PinoSlots): PinoPrototype | undefined {
  let holder: object | null = Object.getPrototypeOf(logger);
  while (holder !== null && !Object.hasOwn(holder, slot)) holder = Object.getPrototypeOf(holder);
  return (holder ?? undefined) as PinoPrototype | undefined;
}
