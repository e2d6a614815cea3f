/** Set once any installed copy has made a logger that writes JSON lines to standard output. */
const STRUCTURED_KEY = Symbol.for('@org/observe.structured-stdout');

const slots = globalThis as unknown as Record<symbol, boolean | undefined>;

/** Says that the application's standard output holds JSON lines of ours: its logger writes there. */
export function markStdoutStructured(): void {
  slots[STRUCTURED_KEY] = true;
}

/** Whether lines of our own are welcome on standard output; an application that prints for people is left alone. */
export function isStdoutStructured(): boolean {
  return slots[STRUCTURED_KEY] === true;
}
