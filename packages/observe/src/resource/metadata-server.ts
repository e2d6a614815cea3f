import { request } from 'node:http';

/** Address of the metadata server on Google Cloud; by number, because a name would need a resolver first. */
const DEFAULT_HOST = '169.254.169.254';
/** The server is on the same machine and answers in a few milliseconds, or not at all. */
const DEADLINE_MS = 1_000;
/** Longest answer accepted; those asked for are single words. */
const ANSWER_BYTES_MAX = 4_096;
/** Marks requests and answers of the metadata server, so that no other server is taken for it. */
const FLAVOR_HEADER = 'metadata-flavor';
const FLAVOR = 'Google';

/**
 * Asks the metadata server of Google Cloud for one value. One attempt, within a deadline.
 *
 * @param path - Below `/computeMetadata/v1/`, such as `project/project-id`.
 * @param host - `host` or `host:port` instead of the usual address.
 * @returns The value; `undefined` when there is none or the server does not answer. Never rejects.
 */
export function readMetadata(path: string, host: string = DEFAULT_HOST): Promise<string | undefined> {
  return new Promise((resolve) => {
    try {
      ask(`http://${host}/computeMetadata/v1/${path}`, resolve);
    } catch {
      // GCE_METADATA_HOST may hold anything.
      resolve(undefined);
    }
  });
}

function ask(url: string, resolve: (answer: string | undefined) => void): void {
  const call = request(url, { headers: { [FLAVOR_HEADER]: FLAVOR }, agent: false }, (response) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (piece: string) => {
      text += piece;
      if (text.length > ANSWER_BYTES_MAX) call.destroy();
    });
    response.on('end', () => {
      const genuine = response.statusCode === 200 && response.headers[FLAVOR_HEADER] === FLAVOR;
      resolve(genuine && text !== '' ? text.trim() : undefined);
    });
  });
  // The open socket holds the process for at most the deadline: what it flushes at its end waits for this answer.
  const deadline = setTimeout(() => call.destroy(), DEADLINE_MS);
  deadline.unref();
  call.on('error', () => resolve(undefined));
  call.on('close', () => {
    clearTimeout(deadline);
    resolve(undefined);
  });
  call.end();
}
