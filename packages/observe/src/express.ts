/**
 * Options for Express. Recording needs none of this: `import '@org/observe'` records every request already.
 *
 * @packageDocumentation
 */
export { instrumentExpress, observeExpress, observeRoute } from './express/middleware.ts';
export type { HttpRouteConfig } from './config/model.ts';
