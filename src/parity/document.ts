/** A report as data: every format prints the same. */
export interface Document {
  readonly title: string;
  /** The first is the summary. */
  readonly sentences: readonly string[];
  readonly tables: readonly DocumentTable[];
}

export interface DocumentTable {
  readonly title: string;
  readonly heads: readonly string[];
  readonly rows: readonly DocumentRow[];
}

export interface DocumentRow {
  readonly cells: readonly string[];
  /** It shows a difference. */
  readonly differs?: boolean;
}

// A name or value may hold anything that Markdown or HTML reads as its own.
const inMarkdown = (text: string): string =>
  text
    .replace(/[&<>]/g, (c) => `&#${c.codePointAt(0)};`)
    .replace(/[\\`*_|[\]#~!]/g, '\\$&')
    .replace(/[\r\n]+/g, ' ');
const inHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.codePointAt(0)};`);

/** A document as Markdown. */
export function toMarkdown({ title, sentences, tables }: Document): string {
  const line = (parts: readonly string[]): string => `| ${parts.map(inMarkdown).join(' | ')} |`;
  const [summary, ...others] = sentences;
  return [
    `# ${inMarkdown(title)}`,
    ...(summary === undefined ? [] : ['', inMarkdown(summary)]),
    ...(others.length > 0 ? ['', ...others.map((text) => `- ${inMarkdown(text)}`)] : []),
    ...tables
      .filter(({ rows }) => rows.length > 0)
      .flatMap((table) => [
        '',
        `## ${inMarkdown(table.title)}`,
        '',
        line(table.heads),
        `|${table.heads.map(() => '---').join('|')}|`,
        ...table.rows.map(({ cells }) => line(cells)),
      ]),
  ].join('\n');
}

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; }
table { border-collapse: collapse; } th, td { padding: .2rem .6rem; border-bottom: 1px solid #ddd; text-align: left; }
.differs td:first-child { font-weight: 600; color: #a00; }`;

/** A document as one HTML page that needs nothing else and loads nothing. */
export function toHtml({ title, sentences, tables }: Document): string {
  const [summary, ...others] = sentences;
  const row = ({ cells, differs }: DocumentRow): string =>
    `<tr class="${differs ? 'differs' : 'equal'}">${cells.map((text) => `<td>${inHtml(text)}</td>`).join('')}</tr>`;
  const shown = tables.filter(({ rows }) => rows.length > 0);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${inHtml(title)}</title><style>${STYLE}
</style></head><body>
<h1>${inHtml(title)}</h1>
${summary === undefined ? '' : `<p>${inHtml(summary)}</p>\n`}<ul>${others.map((text) => `<li>${inHtml(text)}</li>`).join('')}</ul>
${shown
  .map(
    (table) => `<h2>${inHtml(table.title)}</h2>
<table><thead><tr>${table.heads.map((text) => `<th>${inHtml(text)}</th>`).join('')}</tr></thead><tbody>
${table.rows.map(row).join('\n')}
</tbody></table>`,
  )
  .join('\n')}
</body></html>`;
}
