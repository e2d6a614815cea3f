/** What Express accepts as a path: a template, a regular expression, or any nesting of lists of them. */
export type ExpressPath = string | RegExp | readonly ExpressPath[];

/** One alternative of a list of paths, with Express's own matcher for it. */
interface Alternative {
  readonly template: string;
  readonly matches: (path: string) => boolean;
}

/** The template of a route or mount path, known when it is registered. */
export interface PathPattern {
  /** For a list, all of them joined by `|`: the answer when it cannot be told which one matched. */
  readonly template: string;
  readonly alternatives: readonly Alternative[];
}

/** Makes Express's own matcher for a single path, so that what we report is what it matched. */
export type MatcherFactory = (path: string | RegExp) => (path: string) => boolean;

/** Reads a path as given to `app.use`, `app.route` or `app.get`. */
export function readPathPattern(path: ExpressPath, createMatcher: MatcherFactory): PathPattern {
  const paths = flattenPath(path);
  const template = paths.map(templateOf).join('|');
  if (paths.length < 2) return { template, alternatives: [] };
  return {
    template,
    alternatives: paths.map((single) => ({ template: templateOf(single), matches: createMatcher(single) })),
  };
}

/** The template that matched `path`: the first alternative to do so, as Express tries them. */
export function matchedTemplate(pattern: PathPattern, path: string): string {
  for (const alternative of pattern.alternatives) if (alternative.matches(path)) return alternative.template;
  return pattern.template;
}

/** Appends a path to the template of the router it is in: `/users/:id` + `/` → `/users/:id`. */
export function joinTemplates(base: string, path: string): string {
  if (base === '' || base === '/') return path;
  if (path === '/' || path === '') return base;
  const start = base.endsWith('/') ? base.slice(0, -1) : base;
  return `${start}${path.startsWith('/') ? '' : '/'}${path}`;
}

function flattenPath(path: ExpressPath): (string | RegExp)[] {
  return isList(path) ? path.flatMap(flattenPath) : [path];
}

function isList(path: ExpressPath): path is readonly ExpressPath[] {
  return Array.isArray(path);
}

function templateOf(path: string | RegExp): string {
  return String(path);
}
