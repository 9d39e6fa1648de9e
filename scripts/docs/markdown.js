/** Text in a cell of a table. */
const cell = (value) =>
  String(value)
    .replaceAll('|', String.raw`\|`)
    .replaceAll('\n', ' ');

export const code = (value) => `\`${value}\``;

export function table(heads, rows) {
  const line = (cells) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Parts of a page with an empty line between them; what is empty is left out. */
export const page = (...parts) => `${parts.filter(Boolean).join('\n\n')}\n`;

export const generated = '<!-- Written by `npm run docs`; do not edit. -->';
