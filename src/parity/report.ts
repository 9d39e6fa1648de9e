import type { ColumnComparison, Comparison, Rows } from './result.js';

const number = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : String(Number(value.toPrecision(3)));
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

/** A report as Markdown: every column, those that differ first. */
export function markdown(comparison: Comparison): string {
  // A name or value may hold anything that Markdown or HTML reads as its own.
  const cell = (text: string): string =>
    text
      .replace(/[&<>]/g, (c) => `&#${c.codePointAt(0)};`)
      .replace(/[\\`*_|[\]#~!]/g, '\\$&')
      .replace(/[\r\n]+/g, ' ');
  const line = (parts: readonly string[]): string => `| ${parts.map(cell).join(' | ')} |`;
  const lines = (title: string, features: readonly ColumnComparison[]): string[] =>
    features.length === 0
      ? []
      : ['', `## ${title}`, '', line(HEADS), `|${HEADS.map(() => '---').join('|')}|`, ...features.map((one) => line(cells(one)))];
  const bad = worst(comparison);
  const good = comparison.features.filter((one) => !bad.includes(one));
  return [
    `# ${cell(comparison.a)} and ${cell(comparison.b)}`,
    '',
    cell(headline(comparison)),
    ...[...comparison.reasons, ...rowNotes(comparison), ...comparison.notes]
      .map((text) => `- ${cell(text)}`)
      .map((text, i) => (i === 0 ? `\n${text}` : text)),
    ...lines('Columns that differ', bad),
    ...lines('Equal columns', good),
  ].join('\n');
}

/** A report as one HTML page that needs nothing else. */
export function html(comparison: Comparison): string {
  const safe = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.codePointAt(0)};`);
  const row = (feature: ColumnComparison): string =>
    `<tr class="${feature.equal === feature.compared ? 'equal' : 'differs'}">${cells(feature)
      .map((text) => `<td>${safe(text)}</td>`)
      .join('')}</tr>`;
  const bad = worst(comparison);
  const all = [...bad, ...comparison.features.filter((one) => !bad.includes(one))];
  const sentences = [...comparison.reasons, ...rowNotes(comparison), ...comparison.notes];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>MDM comparison</title><style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; }
table { border-collapse: collapse; } th, td { padding: .2rem .6rem; border-bottom: 1px solid #ddd; text-align: left; }
.differs td:first-child { font-weight: 600; color: #a00; }
</style></head><body>
<h1>${safe(comparison.a)} and ${safe(comparison.b)}</h1>
<p>${safe(headline(comparison))}</p>
<ul>${sentences.map((text) => `<li>${safe(text)}</li>`).join('')}</ul>
<table><thead><tr>${HEADS.map((text) => `<th>${text}</th>`).join('')}</tr></thead><tbody>
${all.map(row).join('\n')}
</tbody></table></body></html>`;
}
