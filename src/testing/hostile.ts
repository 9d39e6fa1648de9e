import type { Json, Semantic, Transformer } from '@mdm/sdk';
import type { Columns, Roles, Row } from '@mdm/sdk/testing';
import type { Table } from './fixture.js';

/** The tables that every transformer must survive, by what is the matter with them. */
export const TABLES = [
  'an ordinary table',
  'no rows',
  'one row',
  'two rows',
  'columns without a value',
  'columns of one value',
  'numbers that are not finite',
  'extreme values',
  'hostile names',
] as const;
export type TableName = (typeof TABLES)[number];

export interface Hostile extends Table {
  readonly name: string;
}

/** Rows of an ordinary table. */
const N = 60;
const NAMES = ['plain', 'with "quotes"', 'naïve — 列\n2'];
/** Enough for those that read columns together. */
const FEW = NAMES.slice(1);
const HOSTILE_NAMES = ['__proto__', "select 'x'; -- 🎉", '#row', `m_s1{value}${'x'.repeat(300)}`];

/** A value of a kind for a row; the same every time. */
const ORDINARY: Readonly<Record<Semantic, (i: number) => Json>> = {
  numeric: (i) => (i % 7 === 3 ? null : ((i * 37) % 41) / 4 - 2),
  categorical: (i) => (i % 11 === 5 ? null : ['red', 'green', "o'blue", '', 'ß 列'][(i * 3) % 5]!),
  datetime: (i) => (i % 13 === 4 ? null : moment(Date.UTC(2023, 10, 20) + i * 31 * 3_600_000)),
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
/** The same in whole numbers, for one column of each kind. */
const WHOLE = 'with "quotes" ';
const IN_NUMBERS: Partial<typeof ORDINARY> = {
  numeric: (i) => (i % 7 === 3 ? null : ((i * 37) % 41) - 8),
  categorical: (i) => (i % 11 === 5 ? null : [7, 10, 0, -3][(i * 3) % 4]!),
  boolean: (i) => (i % 8 === 1 ? null : Number(i % 3 === 0)),
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
const NOT_FINITE = [NaN, 1.5, Infinity, -3, -Infinity, null, 0];

type Value = (kind: Semantic, i: number, column: string) => Json;

function moment(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** Times in no order, each once; those of rows from `N` on come after all others. */
const timeOf = (i: number): string => moment(Date.UTC(2024, 0, 1) + (i < N ? (i * 7) % N : i) * 7_200_000);

const ordinary: Value = (kind, i, column) => {
  if (column === 'the time') return timeOf(i);
  if (column === 'the id') return `k${i}`;
  if (column === 'the target') return ORDINARY[kind](i * 5 + 1);
  return (column.startsWith(WHOLE) ? (IN_NUMBERS[kind] ?? ORDINARY[kind]) : ORDINARY[kind])(i + column.length);
};

const VALUES: Readonly<Record<TableName, { readonly rows: number; readonly value: Value }>> = {
  'an ordinary table': { rows: N, value: ordinary },
  'no rows': { rows: 0, value: ordinary },
  'one row': { rows: 1, value: ordinary },
  'two rows': { rows: 2, value: ordinary },
  'columns without a value': { rows: 5, value: () => null },
  'columns of one value': { rows: 20, value: (kind, _, column) => ordinary(kind, 0, column) },
  'numbers that are not finite': {
    rows: 21,
    value: (kind, i, column) => (kind === 'numeric' ? NOT_FINITE[(i + column.length) % NOT_FINITE.length]! : ordinary(kind, i, column)),
  },
  'extreme values': { rows: 30, value: (kind, i) => EXTREME[kind][i % EXTREME[kind].length]! },
  'hostile names': { rows: 15, value: ordinary },
};

/** The targets that a transformer is tried with. */
export const targetsOf = ({ meta }: Transformer): readonly (Semantic | undefined)[] =>
  (meta.appliesTo.needs ?? []).includes('target') ? ['numeric', 'boolean', 'categorical'] : [undefined];

/** One of the tables, with columns of the transformer's own kinds. */
export function tableOf(transformer: Transformer, name: TableName, target: Semantic | undefined): Hostile {
  const { rows, value } = VALUES[name];
  const { columns, roles } = columnsOf(
    transformer,
    name === 'hostile names' ? HOSTILE_NAMES : name === 'an ordinary table' ? NAMES : FEW,
    target,
  );
  return { name: target ? `${name}, ${target} target` : name, columns, roles, rows: rowsOf(columns, 0, rows, value), wholeNumbers: true };
}

/** Rows that come after those of the ordinary table, in time too. */
export const laterRows = ({ columns }: Table): readonly Row[] => rowsOf(columns, N, 20, ordinary);

/** The same table with a target that the transformer did not ask for. */
export const withTarget = (table: Table): Table => {
  const columns: Columns = { ...table.columns, 'the target': 'numeric' };
  return { ...table, columns, roles: { ...table.roles, target: 'the target' }, rows: rowsOf(columns, 0, table.rows.length, ordinary) };
};

/** Words that a transformer might take for the meaning of a column, in names that sort as those of the ordinary table do. */
const OTHER_NAMES = [
  'date id year price total is_active label y',
  'name count latitude amount date target text',
  'user_time zone age id key is_date value',
];
const KINDS: readonly Semantic[] = ['boolean', 'categorical', 'constant', 'datetime', 'id', 'numeric', 'text'];

/** Another name for each column. */
export function newNames({ columns }: Table): ReadonlyMap<string, string> {
  const sorted = [...NAMES].sort();
  return new Map(
    Object.keys(columns).map((column) => {
      const old = sorted.findIndex((name) => column.startsWith(`${name} `));
      const kind = KINDS.findIndex((k) => column.endsWith(` ${k}`));
      return [column, old === -1 ? `${column} of birth` : `${OTHER_NAMES[old]} ${kind}`];
    }),
  );
}

function columnsOf({ meta }: Transformer, names: readonly string[], target: Semantic | undefined): { columns: Columns; roles: Roles } {
  const { semantic, needs = [] } = meta.appliesTo;
  const usual = semantic.filter((s) => s !== 'constant' && s !== 'id');
  const kinds = usual.length > 0 ? usual : semantic;
  const columns = new Map<string, Semantic>();
  for (const kind of kinds)
    for (const name of names) columns.set(names !== HOSTILE_NAMES || columns.has(name) ? `${name} ${kind}` : name, kind);
  const roles = new Map<keyof Roles, string>();
  const role = (r: keyof Roles, name: string, kind: Semantic): void => {
    columns.set(name, kind);
    roles.set(r, name);
  };
  if (needs.includes('time')) role('time', 'the time', 'datetime');
  if (needs.includes('group') || needs.includes('time')) role('group', 'the group', 'categorical');
  // With an id a row is in the same fold wherever it stands.
  if (target || needs.includes('id')) role('id', 'the id', 'id');
  if (target) role('target', 'the target', target);
  return { columns: Object.fromEntries(columns), roles: Object.fromEntries(roles) };
}

const rowsOf = (columns: Columns, from: number, count: number, value: Value): readonly Row[] =>
  Array.from({ length: count }, (_, k) =>
    Object.fromEntries(Object.entries(columns).map(([name, kind]) => [name, value(kind, from + k, name)])),
  );
