export { ObserveError, defineErrors, isObserveError } from './errors.ts';
export type { ErrorDefinition, ErrorDetails, ErrorTable } from './errors.ts';
export { SLI_KINDS } from './declaration.ts';
export type { ObjectiveWindow, SliDeclaration, SliKind, SliObjective } from './declaration.ts';
