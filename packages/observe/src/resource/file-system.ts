import { closeSync, openSync, readSync } from 'node:fs';

/** Most of a file that is read: what identifies a container stands near the start of short files. */
const READ_BYTES_MAX = 256 * 1024;

/** The one thing detectors do with files. */
export interface FileSystem {
  /** The text, or `undefined` when there is no such file or it may not be read. */
  readText(path: string): string | undefined;
}

/** The files of this machine. */
export const localFileSystem: FileSystem = { readText: readLocalText };

function readLocalText(path: string): string | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const buffer = Buffer.allocUnsafe(READ_BYTES_MAX);
    // Files below /proc claim a size of 0 and come in pieces.
    let length = 0;
    while (length < READ_BYTES_MAX) {
      const count = readSync(descriptor, buffer, length, READ_BYTES_MAX - length, null);
      if (count === 0) break;
      length += count;
    }
    return buffer.toString('utf8', 0, length);
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
