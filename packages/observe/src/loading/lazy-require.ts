import { createRequire } from 'node:module';

/**
 * Loads a package when it is needed and not with us. The published build is CommonJS and has its own `require`, while
 * the sources are ES modules and have none.
 */
export const requireLazily: NodeJS.Require =
  typeof require === 'function' ? require : createRequire(import.meta.url);
