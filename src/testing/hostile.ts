import type { Json, Role, Semantic, Transformer } from '@mdm/sdk';
import type { Columns, Roles, Row, TableCase } from './fixture.js';

const N = 60;
const NAMES = ['plain', 'with "quotes"', 'naïve — 列\n2'] as const;

/** A value of a kind for a row; the same every time. */
const ORDINARY: Readonly<Record<Semantic, (i: number) => Json>> = {
  numeric: (i) => (i % 7 === 3 ? null : ((i * 37) % 41) / 4 - 2),
  categorical: (i) => (i % 11 === 5 ? null : ['red', 'green', "o'blue", '', 'ß 列'][(i * 3) % 5]!),
  datetime: (i) =>
    i % 13 === 4 ? null : new Date(Date.UTC(2023, 10, 20) + i * 31 * 3_600_000).toISOString().slice(0, 19).replace('T', ' '),
  text: (i) =>
    i % 9 === 2
      ? null
      : ['', 'One two. Three!', 'ÉCLAIR 42 #tag @me', 'see https://example.org/a?b=c now', "a@b.co 'quoted' \n line", '列車 emoji 🎉🎉'][
          i % 6
        ]!,
  boolean: (i) => (i % 8 === 1 ? null : i % 3 === 0),
  id: (i) => `k${i}`,
  constant: () => 1,
};
const EXTREME: Readonly<Record<Semantic, readonly Json[]>> = {
  numeric: [0, -0, 1e308, -1e308, 5e-324, NaN, Infinity, -Infinity, null, 1],
  categorical: ['', ' ', 'NULL', '%_\\', 'a'.repeat(5000), '\u0000x'.slice(1), null],
  datetime: ['0001-01-01 00:00:00', '1969-12-31 23:59:59', '1970-01-01 00:00:00', '2024-02-29 12:00:00', '9999-12-31 23:59:59', null],
  text: ['', ' ', '\t\n', '.', '🎉', 'a'.repeat(20_000), "'; DROP TABLE x; --", '[a-z]+(', null],
  boolean: [true, false, null],
  id: ['a', 'b'],
  constant: [1],
};

export interface Hostile extends TableCase {
  readonly name: string;
}

/** Tables that every transformer must survive: its own kinds of columns with all that real data holds. */
export function hostileTables(transformer: Transformer): Hostile[] {
  const { semantic, needs = [] } = transformer.meta.appliesTo;
  const kinds = semantic.filter((s) => s !== 'constant' && s !== 'id');
  const columns = new Map<string, Semantic>();
  for (const kind of kinds) for (const name of NAMES) columns.set(`${name} ${kind}`, kind);
  const roles = new Map<Exclude<Role, 'ignored'>, string>();
  const role = (r: Exclude<Role, 'ignored'>, name: string, kind: Semantic): void => {
    columns.set(name, kind);
    roles.set(r, name);
  };
  if (needs.includes('time')) role('time', 'the time', 'datetime');
  if (needs.includes('group') || needs.includes('time')) role('group', 'the group', 'categorical');
  const build = (name: string, rows: number, value: (kind: Semantic, i: number, column: string) => Json, target?: Semantic): Hostile => {
    const all: Columns = Object.fromEntries([...columns, ...(target ? [['the target', target] as const] : [])]);
    const spoken: Roles = Object.fromEntries([...roles, ...(target ? [['target', 'the target'] as const] : [])]);
    return {
      name,
      columns: all,
      roles: spoken,
      rows: Array.from(
        { length: rows },
        (_, i) => Object.fromEntries(Object.entries(all).map(([c, kind]) => [c, value(kind, i, c)])) as Row,
      ),
    };
  };
  const ordinary = (kind: Semantic, i: number, column: string): Json => {
    if (column === 'the time')
      return new Date(Date.UTC(2024, 0, 1) + ((i * 7) % N) * 7_200_000).toISOString().slice(0, 19).replace('T', ' ');
    return column === 'the target' ? ORDINARY[kind](i * 5 + 1) : ORDINARY[kind](i + column.length);
  };
  const targets: readonly (Semantic | undefined)[] = needs.includes('target') ? ['numeric', 'boolean', 'categorical'] : [undefined];
  return targets.flatMap((target) => {
    const label = (name: string): string => (target ? `${name}, ${target} target` : name);
    return [
      build(label('ordinary'), N, ordinary, target),
      build(label('one row'), 1, (kind, _, column) => ordinary(kind, 0, column), target),
      build(label('two rows'), 2, ordinary, target),
      build(label('all missing'), 5, () => null, target),
      build(label('constant'), 20, (kind, _, column) => ordinary(kind, 0, column), target),
      build(label('extreme'), 30, (kind, i) => EXTREME[kind][i % EXTREME[kind].length]!, target),
    ];
  });
}
