import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The components that have two sides. */
const COMPONENTS = ['config', 'backend', 'registrar', 'features'] as const;
type Component = (typeof COMPONENTS)[number];

/** The components that answer by their old side: MDM_ACCEPTANCE_SIDE=old:registrar, old:registrar,backend or old:all. */
export function oldComponents(side = process.env['MDM_ACCEPTANCE_SIDE'] ?? ''): readonly Component[] {
  if (side === '' || side === 'new') return [];
  const [, names] = /^old:(.+)$/.exec(side) ?? [];
  if (names === 'all') return COMPONENTS;
  const asked = names?.split(',') ?? [];
  const known = COMPONENTS.filter((name) => asked.includes(name));
  if (known.length === 0 || known.length < asked.length)
    throw new Error(`MDM_ACCEPTANCE_SIDE is ${side}. It is new, or old: and some of ${COMPONENTS.join(', ')}, or old:all.`);
  return known;
}

/** The variables that put components on their old side. Nothing is compared: the answers of that side alone are looked at. */
export function sideVariables(components = oldComponents()): Readonly<Record<string, string>> {
  if (components.length === 0) return {};
  const flags = components.map((name) => [`MDM_REFACTORING_USE_NEW_${name.toUpperCase()}`, 'false']);
  return { ...Object.fromEntries(flags), MDM_REFACTORING_ENABLE_COMPARISON_TESTS: 'false' };
}

/** Rows that the old sides answer otherwise, on purpose, and why: component -> row -> reason. */
export const DIFFERENCES = JSON.parse(readFileSync(join(import.meta.dirname, 'differences.json'), 'utf8')) as Readonly<
  Record<Component, Readonly<Record<string, string>>>
>;

/** Of the components that are on their old side: row -> reason. */
export const differences = (components = oldComponents()): Readonly<Record<string, string>> =>
  Object.assign({}, ...components.map((name) => DIFFERENCES[name])) as Readonly<Record<string, string>>;
