import type { Finding } from './finding.ts';

export const METRIC_NAME_LENGTH_MAX = 255;
const METRIC_NAME = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/;
/** Words at the end of a name that say a unit or an aggregation, which belong to the instrument. */
const UNIT_SUFFIX = /[._](seconds?|ms|milliseconds?|bytes?|percent|total|count|ratio)$/;
/** UCUM base units the standard uses, and annotations such as `{request}`. */
const UNIT = /^(1|s|By|\{[a-z][a-z0-9_]*\}|By\/s|\{[a-z][a-z0-9_]*\}\/s)$/;

/** Checks a metric's name: the OpenTelemetry grammar, and no unit or `_total` in it. */
export function checkMetricName(name: string): Finding[] {
  const findings: Finding[] = [];
  if (name.length > METRIC_NAME_LENGTH_MAX || !METRIC_NAME.test(name)) {
    findings.push({
      rule: 'metric-name',
      message: `"${name.slice(0, METRIC_NAME_LENGTH_MAX)}" is not a metric name.`,
      fix: 'Use lower-case letters, digits and underscores, in segments joined by dots.',
    });
  }
  const suffix = UNIT_SUFFIX.exec(name)?.[1];
  if (suffix !== undefined) {
    findings.push({
      rule: 'metric-name-unit',
      message: `"${name}" ends in "${suffix}".`,
      fix: 'Leave it out: the unit and the aggregation belong to the instrument.',
    });
  }
  return findings;
}

/** Checks a unit: UCUM base units (`s`, `By`, `1`) or a counted thing (`{request}`). */
export function checkUnit(unit: string): Finding[] {
  if (UNIT.test(unit)) return [];
  return [
    {
      rule: 'metric-unit',
      message: `"${unit}" is not a base unit.`,
      fix: 'Use s, By, 1 or a {thing}, and convert the values.',
    },
  ];
}
