/** What stands in the place of a secret. */
export const REDACTED = '[redacted]';

/** Levels of nesting searched for secrets; whatever lies deeper in a redacted line is cut. */
const DEPTH_MAX = 12;

/**
 * Fields whose values are never written, in any spelling: `apiKey`, `api_key`, `API-Key`. The guide to logs lists
 * them; a test holds the two together.
 */
export const SECRET_FIELDS: readonly string[] = Object.freeze([
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'secret',
  'client secret',
  'token',
  'access token',
  'refresh token',
  'id token',
  'auth token',
  'csrf token',
  'xsrf token',
  'api key',
  'x api key',
  'private key',
  'authorization',
  'proxy authorization',
  'cookie',
  'set cookie',
  'credentials',
]);

/** Finds secrets by the name of their field. */
export interface Redaction {
  isSecret(field: string): boolean;
  /** Replaces the secrets in a JSON line; one without secrets is returned as it is. */
  redactLine(line: string): string;
}

/**
 * Prepares the search for secret fields. A line is searched once as text, after all serializers have run: that costs
 * a fraction of a path-wise search of the logged object and misses no depth and no `toJSON`.
 *
 * @param names - Fields besides {@link SECRET_FIELDS}.
 */
export function createRedaction(names: readonly string[] = []): Redaction {
  const fields = [...SECRET_FIELDS, ...names];
  const folded = new Set(fields.map(foldField));
  const pattern = new RegExp(`"(?:${fields.map(spellingsOf).join('|')})":`, 'i');
  const isSecret = (field: string) => folded.has(foldField(field));

  function redactLine(line: string): string {
    if (!pattern.test(line)) return line;
    const ending = line.endsWith('\r\n') ? '\r\n' : '\n';
    return JSON.stringify(redactValue(JSON.parse(line), isSecret, DEPTH_MAX)) + ending;
  }

  return { isSecret, redactLine };
}

function foldField(field: string): string {
  return field.toLowerCase().replaceAll(/[-_ ]/g, '');
}

/** A pattern for every spelling of a field: its words with or without a separator. */
function spellingsOf(field: string): string {
  const words = field.replaceAll(/([a-z])([A-Z])/g, '$1 $2').split(/[-_ ]+/);
  return words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('[-_ ]?');
}

function redactValue(value: unknown, isSecret: Redaction['isSecret'], depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return REDACTED;
  if (Array.isArray(value)) return value.map((item) => redactValue(item, isSecret, depth - 1));
  const redacted: [string, unknown][] = Object.entries(value).map(([field, inner]) => [
    field,
    isSecret(field) ? REDACTED : redactValue(inner, isSecret, depth - 1),
  ]);
  return Object.fromEntries(redacted);
}
