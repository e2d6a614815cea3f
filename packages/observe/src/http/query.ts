/** Query parameters whose values are secrets: the semantic conventions' list, and the usual names of credentials. */
const SECRET_PARAMETERS: ReadonlySet<string> = new Set([
  'access_token',
  'api_key',
  'apikey',
  'awsaccesskeyid',
  'code',
  'id_token',
  'key',
  'password',
  'refresh_token',
  'secret',
  'sig',
  'signature',
  'token',
  'x-amz-credential',
  'x-amz-security-token',
  'x-amz-signature',
  'x-goog-signature',
]);

/** Queries longer than this are cut before they are read, so that a hostile one costs no more. */
const QUERY_LENGTH_MAX = 2_048;

/** Replaces the values of secret parameters in a query string (without `?`); the rest stays as it was sent. */
export function redactQuery(query: string): string {
  return query
    .slice(0, QUERY_LENGTH_MAX)
    .split('&')
    .map((pair) => {
      const separator = pair.indexOf('=');
      if (separator === -1) return pair;
      const name = pair.slice(0, separator);
      return SECRET_PARAMETERS.has(name.toLowerCase()) ? `${name}=REDACTED` : pair;
    })
    .join('&');
}
