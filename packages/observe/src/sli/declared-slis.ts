import { isDeepStrictEqual } from 'node:util';
import { assertSliDeclaration, foldSliName, type SliDeclaration } from '@org/observe-conventions';
import { createError } from '../errors.ts';
import { Sli } from './sli.ts';

/** SLIs one process may declare. */
const DECLARATIONS_MAX = 500;

/** Installed copies of the package share what is declared, so that a library's SLIs reach the application's telemetry. */
const DECLARED_KEY = Symbol.for('@org/observe.slis');

const slots = globalThis as unknown as Record<symbol, Map<string, Sli> | undefined>;

/** Every SLI declared in this process, by the label its name folds to. */
export function declaredSlis(): Map<string, Sli> {
  return (slots[DECLARED_KEY] ??= new Map());
}

/**
 * Checks a declaration and makes its SLI; an equal one declared before is returned as it is.
 *
 * @throws ObserveError `OBS_ERR_SLI_DECLARATION` when it breaks the standard, `OBS_ERR_SLI_CONFLICT` when another
 * declaration has the name, `OBS_ERR_SLI_TOO_MANY` past the bound.
 */
export function declareSli(declaration: SliDeclaration): Sli {
  assertSliDeclaration(declaration);
  const declared = declaredSlis();
  const label = foldSliName(declaration.name);
  const known = declared.get(label);
  if (known !== undefined) {
    if (isDeepStrictEqual(known.declaration, declaration)) return known;
    throw createError('OBS_ERR_SLI_CONFLICT', { name: declaration.name, other: known.name });
  }
  if (declared.size >= DECLARATIONS_MAX) throw createError('OBS_ERR_SLI_TOO_MANY', { max: DECLARATIONS_MAX });
  const sli = new Sli(declaration);
  declared.set(label, sli);
  return sli;
}
