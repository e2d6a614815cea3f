/** Entries one variable may carry; more is a mistake, not a configuration. */
const ENTRIES_MAX = 128;
/** Longest key or value accepted, in characters after decoding. */
const TEXT_LENGTH_MAX = 4_096;

/** What a list such as `a=1,b=2` says, or why it cannot be read. */
export type KeyValueList =
  | { readonly entries: ReadonlyMap<string, string>; readonly problem?: undefined }
  | { readonly entries?: undefined; readonly problem: string };

/**
 * Reads `key=value,key=value` with percent-encoded keys and values. A later entry wins over an equal key.
 *
 * The OpenTelemetry resource specification wants the whole variable discarded when any entry cannot be decoded.
 *
 * @param separator - Between key and value: `=`, or `:` in `DD_TAGS`.
 */
export function parseKeyValueList(text: string, separator: '=' | ':' = '='): KeyValueList {
  const entries = new Map<string, string>();
  // Datadog allows spaces as well as commas between its tags.
  const parts = separator === ':' ? text.split(/[,\s]+/) : text.split(',');
  for (const part of parts) {
    const entry = part.trim();
    if (entry === '') continue;
    const at = entry.indexOf(separator);
    if (at <= 0) return { problem: `an entry has no key${separator}value` };
    const key = decode(entry.slice(0, at).trim(), separator);
    const value = decode(entry.slice(at + 1).trim(), separator);
    if (key === undefined || value === undefined) return { problem: 'a percent encoding is malformed' };
    if (key.length > TEXT_LENGTH_MAX || value.length > TEXT_LENGTH_MAX) {
      return { problem: `a key or value is longer than ${TEXT_LENGTH_MAX} characters` };
    }
    entries.set(key, value);
    if (entries.size > ENTRIES_MAX) return { problem: `it has more than ${ENTRIES_MAX} entries` };
  }
  return { entries };
}

function decode(text: string, separator: '=' | ':'): string | undefined {
  if (separator === ':') return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
