/** Folder of PostgreSQL's `initdb` and `postgres`; `undefined` where it is not installed. */
export function findPostgresBin(): string | undefined;
/** Path of `redis-server`; `undefined` where it is not installed. */
export function findRedisServer(): string | undefined;
