import { OBJECTIVE_WINDOWS, type SliDeclaration, type SliObjective } from './declaration.ts';
import { defineErrors, type ObserveError } from './errors.ts';
import type { Finding } from './finding.ts';
import { checkSliName, sliKindOf } from './sli-name.ts';

/** Attributes one declaration may have; each multiplies its series. */
export const DECLARED_ATTRIBUTES_MAX = 8;
/** Values one declared attribute may have. */
export const ATTRIBUTE_VALUES_MAX = 100;

const ATTRIBUTE_KEY = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/;

/** Errors of this package. */
export const CONVENTIONS_ERRORS = {
  OBS_ERR_SLI_DECLARATION: {
    message: 'The SLI declaration {name} breaks the standard: {findings}',
    fix: '{fixes}',
  },
} as const;

const createError = defineErrors(CONVENTIONS_ERRORS);

type DeclarationRule = (declaration: SliDeclaration) => (Finding | undefined)[];

const DECLARATION_RULES: readonly DeclarationRule[] = [
  checkName,
  checkAttributes,
  checkThreshold,
  checkObjective,
];

/**
 * Checks a declaration: its name, the closed sets of its attributes, its threshold and its objective.
 *
 * @returns Every rule it breaks; empty when it is right.
 */
export function checkSliDeclaration(declaration: SliDeclaration): Finding[] {
  return DECLARATION_RULES.flatMap((rule) => rule(declaration)).filter((finding) => finding !== undefined);
}

/**
 * Throws when a declaration breaks the standard.
 *
 * @throws ObserveError `OBS_ERR_SLI_DECLARATION`, naming every rule broken and its fix.
 */
export function assertSliDeclaration(declaration: SliDeclaration): void {
  const findings = checkSliDeclaration(declaration);
  if (findings.length > 0) throw declarationError(declaration.name, findings);
}

function declarationError(name: unknown, findings: readonly Finding[]): ObserveError {
  return createError('OBS_ERR_SLI_DECLARATION', {
    name: JSON.stringify(name),
    findings: findings.map(({ rule, message }) => `${message} (${rule})`).join(' '),
    fixes: [...new Set(findings.map(({ fix }) => fix))].join(' '),
  });
}

function checkName({ name }: SliDeclaration): Finding[] {
  if (typeof name === 'string') return checkSliName(name);
  return [{ rule: 'sli-name-missing', message: 'The name is not a string.', fix: 'Give the SLI a name.' }];
}

function checkAttributes({ attributes = {} }: SliDeclaration): Finding[] {
  const entries = Object.entries(attributes);
  const findings = entries.flatMap(([key, values]) => [
    ...checkAttributeKey(key),
    ...checkAttributeValues(key, values),
  ]);
  if (entries.length > DECLARED_ATTRIBUTES_MAX) {
    findings.push({
      rule: 'sli-attribute-count',
      message: `It has ${entries.length} attributes.`,
      fix: `Declare at most ${DECLARED_ATTRIBUTES_MAX}.`,
    });
  }
  return findings;
}

function checkAttributeKey(key: string): Finding[] {
  if (key.startsWith('sli.')) {
    return [
      { rule: 'sli-attribute-reserved', message: `The attribute "${key}" is reserved.`, fix: 'Rename it.' },
    ];
  }
  if (ATTRIBUTE_KEY.test(key)) return [];
  return [
    {
      rule: 'sli-attribute-key',
      message: `"${key}" is not an attribute key.`,
      fix: 'Use lower-case letters, digits and underscores, in segments joined by dots.',
    },
  ];
}

function checkAttributeValues(key: string, values: unknown): Finding[] {
  const closed =
    Array.isArray(values) &&
    values.length > 0 &&
    values.every((value) => typeof value === 'string' && value !== '');
  if (!closed) {
    return [
      {
        rule: 'sli-attribute-values',
        message: `The attribute "${key}" has no closed set of values.`,
        fix: 'List every value it may have, as non-empty strings.',
      },
    ];
  }
  if (values.length <= ATTRIBUTE_VALUES_MAX) return [];
  return [
    {
      rule: 'sli-attribute-value-count',
      message: `The attribute "${key}" has ${values.length} values.`,
      fix: `Declare at most ${ATTRIBUTE_VALUES_MAX}; put what is open-ended on the span.`,
    },
  ];
}

function checkThreshold({ name, thresholdMs }: SliDeclaration): (Finding | undefined)[] {
  if (thresholdMs === undefined) return [];
  if (typeof thresholdMs !== 'number' || !Number.isFinite(thresholdMs) || thresholdMs <= 0) {
    return [
      {
        rule: 'sli-threshold',
        message: `thresholdMs is ${String(thresholdMs)}.`,
        fix: 'Give a positive number of milliseconds.',
      },
    ];
  }
  if (sliKindOf(name) === 'latency') return [];
  return [
    {
      rule: 'sli-threshold-kind',
      message: 'thresholdMs is for names that end in ".latency".',
      fix: 'Remove it, or rename the SLI.',
    },
  ];
}

function checkObjective({ objective }: SliDeclaration): (Finding | undefined)[] {
  if (objective === undefined) return [];
  return [checkTarget(objective), checkWindow(objective)];
}

function checkTarget({ target }: SliObjective): Finding | undefined {
  if (typeof target === 'number' && target > 0 && target < 1) return undefined;
  return {
    rule: 'sli-objective-target',
    message: `The target is ${String(target)}.`,
    fix: 'Give a ratio above 0 and below 1, such as 0.999.',
  };
}

function checkWindow({ window }: SliObjective): Finding | undefined {
  if (window === undefined || OBJECTIVE_WINDOWS.includes(window)) return undefined;
  return {
    rule: 'sli-objective-window',
    message: `The window is ${String(window)}.`,
    fix: `Use one of ${OBJECTIVE_WINDOWS.join(', ')}.`,
  };
}
