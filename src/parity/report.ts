import { toHtml, toMarkdown, type Document } from './document.js';
import type { ColumnComparison, Comparison, Rows } from './result.js';

const number = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : String(Number(value.toPrecision(3))).replace(/^\d{8,}$/, () => value.toExponential(2));
const value = (text: string | null): string => (text === null ? 'NULL' : text === '' ? "''" : text);

/** A share that is 100 % only when it is the whole. */
export function percent({ compared, equal }: Pick<ColumnComparison, 'compared' | 'equal'>): string {
  if (compared === 0) return '-';
  const share = (100 * equal) / compared;
  return `${equal === compared ? '100' : Math.min(99.99, Math.floor(share * 100) / 100).toFixed(2)} %`;
}

export const HEADS = ['column', 'compared', 'equal', 'largest', 'relative', 'ulp', 'first row', 'a', 'b'] as const;

/** One line per column: what was compared, how much of it is equal, the largest difference and the first row that differs. */
export function cells(feature: ColumnComparison): string[] {
  const { name, typeA, typeB, compared, largest, first } = feature;
  const [row] = first;
  return [
    typeA === typeB ? name : `${name} (${typeA}, ${typeB})`,
    String(compared),
    percent(feature),
    number(largest?.absolute),
    number(largest?.relative),
    number(largest?.ulp),
    row ? (row.key.length > 0 ? row.key.map(value).join(', ') : String(row.row + 1)) : '',
    row ? value(row.a) : '',
    row ? value(row.b) : '',
  ];
}

/** The columns that differ, the worst first. */
export const worst = ({ features }: Comparison): ColumnComparison[] =>
  features.filter(({ equal, compared }) => equal < compared).sort((x, y) => x.share - y.share);

/** One sentence of what was compared. */
export function headline({ equal, features, keys, rows }: Comparison): string {
  const good = features.filter((one) => one.equal === one.compared && one.compared > 0).length;
  const by = keys.names.length === 0 ? 'by their place' : `by ${keys.names.join(', ')}`;
  return `${equal ? 'Equal' : 'Not equal'}: ${good} of ${features.length} columns in ${keys.matched} rows matched ${by} (A ${rows.a}, B ${rows.b}).`;
}

/** Rows without a partner, in words. */
export function rowNotes({ keys }: Comparison): string[] {
  const say = (what: string, { count, first }: Rows): string[] => {
    if (count === 0) return [];
    const shown = first.map(({ row, key }) => (key.length > 0 ? key.map(value).join(' / ') : `row ${row + 1}`)).join(', ');
    return [`${what}: ${count} (${shown}${count > first.length ? ', ...' : ''})`];
  };
  return [...say('Missing in B', keys.missing), ...say('Extra in B', keys.extra), ...say('Keys of more than one row', keys.duplicate)];
}

/** A comparison as a document: every column, those that differ first. */
export function comparisonDocument(comparison: Comparison): Document {
  const bad = worst(comparison);
  const good = comparison.features.filter((one) => !bad.includes(one));
  return {
    title: `${comparison.a} and ${comparison.b}`,
    sentences: [headline(comparison), ...comparison.reasons, ...rowNotes(comparison), ...comparison.notes],
    tables: [
      { title: 'Columns that differ', heads: HEADS, rows: bad.map((one) => ({ cells: cells(one), differs: true })) },
      { title: 'Equal columns', heads: HEADS, rows: good.map((one) => ({ cells: cells(one) })) },
    ],
  };
}

/** A report as Markdown. */
export const markdown = (comparison: Comparison): string => toMarkdown(comparisonDocument(comparison));

/** A report as one HTML page that needs nothing else. */
export const html = (comparison: Comparison): string => toHtml(comparisonDocument(comparison));
