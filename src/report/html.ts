/** What no page shows or may be fooled by: control characters, and those that turn the direction of text. */
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]/gu;

/** Text as one that shows every character. */
export const visible = (text: string): string => text.replace(HIDDEN, (c) => `\\u${c.codePointAt(0)!.toString(16).padStart(4, '0')}`);

/** Text as HTML, in an element or a quoted attribute. */
export const html = (text: string): string => visible(text).replace(/[&<>"']/g, (c) => `&#${c.codePointAt(0)};`);

/** A name that a user gave; its direction does not reach beyond it. */
export const named = (name: string): string => `<bdi>${html(cut(name, 200))}</bdi>`;

export const cut = (text: string, length: number): string => {
  const letters = [...text];
  return letters.length <= length ? text : `${letters.slice(0, length - 1).join('')}…`;
};

const whole = new Intl.NumberFormat('en-US');
export const count = (n: number): string => whole.format(n);
export const counted = (n: number, noun: string): string => `${count(n)} ${noun}${n === 1 ? '' : 's'}`;

/** A figure in at most six digits. */
export function figure(value: number | string | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'string') return value;
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e9) return size < 10_000 ? String(value) : count(value);
  return size !== 0 && (size >= 1e9 || size < 1e-4) ? value.toExponential(3) : String(Number(value.toPrecision(6)));
}

export const percent = (share: number): string => `${(100 * share).toFixed(share > 0 && share < 0.001 ? 3 : 1)} %`;

export function bytes(n: number): string {
  const unit = Math.min(4, n < 1 ? 0 : Math.floor(Math.log2(n) / 10));
  return unit === 0 ? `${Math.round(n)} B` : `${(n / 1024 ** unit).toFixed(1)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][unit]}`;
}

/** Rows of a table with a caption; cells are HTML already. Columns of numbers are those of which a first cell begins with a digit. */
export function tableOf(caption: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const numbers = heads.map((_, k) => rows.length > 0 && rows.every((row) => /^[-–~]?[\d.,]*[\d%]|^–$/.test(row[k] ?? '')));
  const mark = (k: number): string => (numbers[k] ? ' class="n"' : '');
  const line = (row: readonly string[]): string =>
    `<tr>${row.map((cell, k) => (k === 0 ? `<th scope="row">${cell}</th>` : `<td${mark(k)}>${cell}</td>`)).join('')}</tr>`;
  return `<div class="wide" tabindex="0" role="region" aria-label="${html(caption)}"><table><caption>${html(caption)}</caption><thead><tr>${heads
    .map((head, k) => `<th scope="col"${mark(k)}>${html(head)}</th>`)
    .join('')}</tr></thead><tbody>
${rows.map(line).join('\n')}
</tbody></table></div>`;
}

/** Facts as a list of terms. */
export const facts = (pairs: readonly (readonly [string, string])[]): string =>
  `<dl>${pairs.map(([term, value]) => `<div><dt>${html(term)}</dt><dd>${html(value)}</dd></div>`).join('')}</dl>`;
