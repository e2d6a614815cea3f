import { checkSliDeclaration, checkSliNames, type SliDeclaration } from '@org/observe-conventions';
import { isPlainObject, mismatch, type ValueType } from './value-type.ts';

/** SLI declarations in a configuration: each by the standard's own rules, and no two names that fold together. */
export const sliDeclarations: ValueType = {
  label: 'a list of SLI declarations',
  check(value, path) {
    if (!Array.isArray(value)) return [mismatch(path, this.label, value)];
    const items: readonly unknown[] = value;
    const findings = items.flatMap((item, index) => checkDeclaration(item, `${path}[${index}]`));
    return findings.length > 0 ? findings : checkTogether(items as readonly SliDeclaration[], path);
  },
  parse: (written) => written,
};

function checkDeclaration(item: unknown, path: string): string[] {
  if (!isPlainObject(item)) return [mismatch(path, 'an SLI declaration', item)];
  return checkSliDeclaration(item as unknown as SliDeclaration).map(
    ({ message, fix }) => `${path}: ${message} ${fix}`,
  );
}

function checkTogether(declarations: readonly SliDeclaration[], path: string): string[] {
  const names = declarations.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return [
    ...twice.map((name) => `${path}: ${name} is declared twice`),
    ...checkSliNames(names).map(({ message, fix }) => `${path}: ${message} ${fix}`),
  ];
}
