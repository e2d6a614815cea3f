import { SLI_KINDS, type SliKind } from './declaration.ts';
import type { Finding } from './finding.ts';

/**
 * A name of the SLI standard: `<area>.<operation>.<kind>`, two to four segments, the last one a kind. Spelling inside
 * a segment is left to {@link checkSliName}; a missing or misspelt kind does not compile.
 */
export type SliName =
  | `${Lowercase<string>}.${SliKind}`
  | `${Lowercase<string>}.${Lowercase<string>}.${SliKind}`
  | `${Lowercase<string>}.${Lowercase<string>}.${Lowercase<string>}.${SliKind}`;

export const SLI_NAME_LENGTH_MAX = 63;
const SEGMENTS_MIN = 2;
const SEGMENTS_MAX = 4;
const SEGMENT = /^[a-z][a-z0-9_]*$/;

type NameRule = (name: string) => Finding | undefined;

const NAME_RULES: readonly NameRule[] = [checkLength, checkSegmentCount, checkSegments, checkKind];

/**
 * Checks a name against the grammar of the SLI standard.
 *
 * @returns Every rule the name breaks; empty when it is right.
 *
 * @example
 * checkSliName('checkout.submit.latency'); // []
 * checkSliName('Checkout.latenzy'); // two findings
 */
export function checkSliName(name: string): Finding[] {
  return NAME_RULES.map((rule) => rule(name)).filter((finding) => finding !== undefined);
}

/**
 * Checks a set of names: each one, and that no two fold to the same RFC 1123 label (`.` and `_` become `-`), which
 * would make them one resource in Kubernetes, Datadog or Prometheus.
 */
export function checkSliNames(names: readonly string[]): Finding[] {
  const findings = names.flatMap(checkSliName);
  const firstByLabel = new Map<string, string>();
  for (const name of new Set(names)) {
    const label = foldSliName(name);
    const first = firstByLabel.get(label);
    if (first === undefined) firstByLabel.set(label, name);
    else findings.push(collision(first, name, label));
  }
  return findings;
}

/** The RFC 1123 label of a name: `checkout.submit.latency` → `checkout-submit-latency`. */
export function foldSliName(name: string): string {
  return name.replaceAll(/[._]/g, '-');
}

/** The kind a name ends in, or `undefined` when its last segment is none. */
export function sliKindOf(name: string): SliKind | undefined {
  const last = name.slice(name.lastIndexOf('.') + 1);
  return SLI_KINDS.find((kind) => kind === last);
}

function checkLength(name: string): Finding | undefined {
  if (name.length <= SLI_NAME_LENGTH_MAX) return undefined;
  return {
    rule: 'sli-name-length',
    message: `"${name.slice(0, SLI_NAME_LENGTH_MAX)}…" has ${name.length} characters.`,
    fix: `Use at most ${SLI_NAME_LENGTH_MAX}.`,
  };
}

function checkSegmentCount(name: string): Finding | undefined {
  const count = name.split('.').length;
  if (count >= SEGMENTS_MIN && count <= SEGMENTS_MAX) return undefined;
  return {
    rule: 'sli-name-segments',
    message: `"${name}" has ${count} segments.`,
    fix: 'Write <area>.<operation>.<kind>: two to four segments joined by dots.',
  };
}

function checkSegments(name: string): Finding | undefined {
  const wrong = name.split('.').find((segment) => !SEGMENT.test(segment));
  if (wrong === undefined) return undefined;
  return {
    rule: 'sli-name-characters',
    message: `"${name}" has the segment "${wrong}".`,
    fix: 'Begin each segment with a letter and use lower-case letters, digits and underscores only.',
  };
}

function checkKind(name: string): Finding | undefined {
  if (sliKindOf(name) !== undefined) return undefined;
  return {
    rule: 'sli-name-kind',
    message: `"${name}" does not end in a kind.`,
    fix: `End it in one of ${SLI_KINDS.join(', ')}.`,
  };
}

function collision(first: string, second: string, label: string): Finding {
  return {
    rule: 'sli-name-collision',
    message: `"${first}" and "${second}" are both "${label}" where dots and underscores are not allowed.`,
    fix: 'Rename one of them.',
  };
}
