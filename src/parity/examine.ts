import { join } from 'node:path';
import { firstLine } from '../errors.js';
import { compareTables, type CompareOptions } from './compare.js';
import { HIDDEN, isSecretName, withoutSecrets } from './clean.js';
import type { Judged } from './conclude.js';
import { short, type Difference } from './equality.js';
import { holding } from './ignore.js';
import { isKnown, type FeatureDifference, type KnownDifference } from './known-differences.js';
import { worst } from './report.js';
import type { ColumnComparison, Comparison } from './result.js';
import type { SideTable } from './sides.js';
import type { Tolerances } from './tolerance.js';
import type { TableSummary } from './trial-result.js';

/** How the features of the generator of MDM 1.0.6 and of its counterpart may differ: by the order in which sums are added up. */
export const SIDE_TOLERANCES: Tolerances = {
  '*': { rel: 1e-9, abs: 1e-12, zero: true },
  '*_boxcox': { rel: 1e-5, zero: true },
};

export interface ExamineOptions extends Omit<CompareOptions, 'noise' | 'ignore' | 'partial'> {
  readonly known?: readonly KnownDifference[];
  /** Tables of another run of the control. */
  readonly again?: readonly SideTable[] | undefined;
  readonly now?: Date;
}

export interface Examined {
  readonly judged: Judged;
  /** Of each table that both sides have. */
  readonly comparisons: readonly { readonly table: string; readonly comparison: Comparison }[];
}

/** As `examine`, with reproducers in a folder of the store; where none can be written the comparison is made without. */
export async function examineStored(
  control: readonly SideTable[],
  candidate: readonly SideTable[],
  options: ExamineOptions & { readonly reproduce: string },
  log: (sentence: string) => void,
): Promise<Examined> {
  try {
    return await examine(control, candidate, options);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    const { reproduce: _, ...others } = options;
    const examined = await examine(control, candidate, others);
    log(`no reproducer could be written: ${firstLine(error)}`);
    return examined;
  }
}

type Found = FeatureDifference & Difference;
const mostStored = 100;
const mostShown = 50;

/** Compares the tables of two sides: a table that one of them lacks is a difference. */
export async function examine(control: readonly SideTable[], candidate: readonly SideTable[], options: ExamineOptions): Promise<Examined> {
  const { known = [], again, now = new Date(), reproduce, tolerance = SIDE_TOLERANCES, ...compare } = options;
  const partner = (table: SideTable, of: readonly SideTable[]): SideTable | undefined =>
    // A single table need not be called the same.
    control.length === 1 && of.length === 1 ? of[0] : of.find(({ name }) => name === table.name);
  const comparisons: { table: string; comparison: Comparison; reproducer: string | undefined }[] = [];
  const found: Found[] = [];
  const paired = new Set<SideTable>();
  for (const table of control) {
    const other = partner(table, candidate);
    if (!other) {
      found.push({ table: table.name, what: 'table', path: table.name, control: `${table.rows} rows`, candidate: 'no such table' });
      continue;
    }
    paired.add(other);
    const reproducer = reproduce === undefined ? undefined : join(reproduce, table.name.replaceAll(/[^\w.-]/g, '_'));
    const noise = again && partner(table, again);
    const comparison = await compareTables(table.file, other.file, {
      ...compare,
      tolerance,
      // A tolerance of a column need not be of every table.
      ...(control.length > 1 ? { partial: true } : {}),
      ignore: ['width'],
      ...(noise ? { noise: noise.file } : {}),
      ...(reproducer === undefined ? {} : { reproduce: reproducer }),
    });
    comparisons.push({ table: table.name, comparison, reproducer });
    found.push(...differencesOf(table.name, comparison));
  }
  for (const table of candidate)
    if (!paired.has(table))
      found.push({ table: table.name, what: 'table', path: table.name, control: 'no such table', candidate: `${table.rows} rows` });
  return { judged: judge(found, comparisons, known, now), comparisons };
}

function judge(
  found: readonly Found[],
  comparisons: readonly { readonly table: string; readonly comparison: Comparison; readonly reproducer: string | undefined }[],
  known: readonly KnownDifference[],
  now: Date,
): Judged {
  const { rules, expired } = holding(known, now);
  const by = found.map((one) => rules.find((rule) => isKnown(rule, one)));
  const left = found.filter((_, i) => by[i] === undefined);
  const names = [...new Set(by.flatMap((rule) => rule?.name ?? []))];
  const nothing = comparisons.every(({ comparison }) => comparison.features.length === 0);
  const verdict = left.length > 0 || nothing ? 'mismatched' : found.length > 0 ? 'ignored' : 'matched';
  const shown = verdict === 'ignored' ? found : left;
  return {
    verdict,
    ...(names.length > 0 ? { ignoredBy: names.join(', ') } : {}),
    differences: [
      ...(nothing ? [{ path: '$', control: 'nothing was compared', candidate: 'nothing was compared' }] : []),
      ...shown.slice(0, mostStored).map(({ path, control, candidate }) => ({ path, control, candidate })),
    ],
    expired,
    tables: comparisons.map(summary),
    notes: comparisons.flatMap(({ comparison }) => comparison.notes.filter((note) => !note.startsWith('A reproducer'))),
  };
}

function summary({
  table,
  comparison,
  reproducer,
}: {
  readonly table: string;
  readonly comparison: Comparison;
  readonly reproducer: string | undefined;
}): TableSummary {
  const { rows, features, reasons, equal } = comparison;
  return {
    name: table,
    rows: { control: rows.a, candidate: rows.b },
    columns: features.length,
    equal: features.filter((one) => one.equal === one.compared).length,
    reasons,
    differing: worst(comparison).slice(0, mostShown).map(shortened),
    ...(reproducer === undefined || equal ? {} : { reproducer }),
  };
}

/** With one row, whose values are short and no secrets. */
function shortened(feature: ColumnComparison): ColumnComparison {
  const text = (value: string | null): string | null =>
    value === null ? null : isSecretName(feature.name) ? HIDDEN : short(withoutSecrets(value));
  return {
    ...feature,
    first: feature.first.slice(0, 1).map((row) => ({ ...row, key: row.key.map(text), a: text(row.a), b: text(row.b) })),
  };
}

/** A comparison as single differences. */
function differencesOf(table: string, { equal, keys, columns, features, reasons, rows }: Comparison): Found[] {
  if (equal) return [];
  const of = (what: FeatureDifference['what'], name: string, control: string, candidate: string, path = `${table}.${name}`): Found => ({
    table,
    what,
    column: name,
    path,
    control,
    candidate,
  });
  const unpaired = keys.missing.count + keys.extra.count + keys.duplicate.count > 0;
  const out = [
    ...(unpaired && reasons.some((reason) => /\brows? of|\bkeys? name/.test(reason))
      ? [{ table, what: 'rows' as const, path: table, control: `${rows.a} rows`, candidate: `${rows.b} rows` }]
      : []),
    ...columns.missing.map((name) => of('column', name, 'present', 'absent')),
    ...columns.extra.map((name) => of('column', name, 'absent', 'present')),
    ...features.flatMap(({ name, typeA, typeB }) => (columns.type.includes(name) ? [of('type', name, typeA, typeB)] : [])),
    ...columns.order.map((name) => of('order', name, 'its place', 'another place')),
    ...features.flatMap(({ name, compared, equal: same, first: [row] }) => {
      if (same === compared) return [];
      const at = row === undefined ? '' : `[${row.key.length > 0 ? row.key.join(', ') : row.row}]`;
      return [of('values', name, row?.a ?? 'NULL', row?.b ?? 'NULL', `${table}.${name}${at}`)];
    }),
  ];
  return out.length > 0 ? out : [{ table, what: 'rows', path: table, control: reasons[0] ?? '', candidate: '' }];
}
