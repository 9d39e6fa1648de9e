const PREFERRED = [',', '\t', ';', ' ', ':'];
const ROWS = 10;

/** The delimiter Python's `csv.Sniffer` sees in a piece of text; null where it gives up. Characters, rows and ties go as there. */
export function sniffDelimiter(sample: string): string | null {
  const text = sample.replace(/\r\n?/g, '\n');
  return quotedDelimiter(text) ?? frequentDelimiter(text);
}

const DELIMITER = String.raw`(?<delimiter>[^\p{L}\p{N}_\n"'])`;
const PATTERNS = [
  `${DELIMITER} ?(?<quote>["']).*?\\k<quote>\\k<delimiter>`,
  `(?:^|\\n)(?<quote>["']).*?\\k<quote>${DELIMITER} ?`,
  `${DELIMITER} ?(?<quote>["']).*?\\k<quote>(?:$|\\n)`,
  `(?:^|\\n)(?<quote>["']).*?\\k<quote>(?:$|\\n)`,
].map((pattern) => new RegExp(pattern, 'gmsu'));

/** What stands between quoted fields most often. Null: no quoted fields, or nothing between them. */
function quotedDelimiter(text: string): string | null {
  for (const pattern of PATTERNS) {
    const counts = new Map<string, number>();
    let any = false;
    for (const { groups } of text.matchAll(pattern)) {
      any = true;
      const delimiter = groups?.['delimiter'];
      if (delimiter) counts.set(delimiter, (counts.get(delimiter) ?? 0) + 1);
    }
    if (any) return mostFrequent(counts);
  }
  return null;
}

function mostFrequent<T>(counts: ReadonlyMap<T, number>): T | null {
  let best: T | null = null;
  for (const [key, count] of counts) if (best === null || count > counts.get(best)!) best = key;
  return best;
}

/** A character that stands equally often in nearly every line, looked for in ten lines more at a time. */
function frequentDelimiter(text: string): string | null {
  const lines = text.split('\n').filter((line) => line !== '');
  const step = Math.min(ROWS, lines.length);
  const characters = Array.from({ length: 127 }, (_, code) => String.fromCharCode(code));
  const frequencies = new Map(characters.map((character) => [character, new Map<number, number>()]));
  const modes = new Map<string, readonly [count: number, lines: number]>();
  const found = new Map<string, readonly [count: number, lines: number]>();
  for (let start = 0; start < lines.length; start += step) {
    for (const line of lines.slice(start, start + step))
      for (const [character, seen] of frequencies) {
        const count = line.split(character).length - 1;
        seen.set(count, (seen.get(count) ?? 0) + 1);
      }
    for (const [character, seen] of frequencies) {
      if (seen.size === 1 && seen.has(0)) continue;
      const mode = mostFrequent(seen)!;
      let others = 0;
      for (const [count, rows] of seen) if (count !== mode) others += rows;
      modes.set(character, [mode, seen.get(mode)! - others]);
    }
    const total = Math.min(start + step, lines.length);
    for (let consistency = 1; found.size === 0 && consistency >= 0.9; consistency -= 0.01)
      for (const [character, mode] of modes) if (mode[0] > 0 && mode[1] > 0 && mode[1] / total >= consistency) found.set(character, mode);
    if (found.size === 1) return [...found.keys()][0]!;
  }
  const preferred = PREFERRED.find((character) => found.has(character));
  if (preferred) return preferred;
  return [...found].sort(([a, [m, n]], [b, [p, q]]) => m - p || n - q || (a < b ? -1 : 1)).at(-1)?.[0] ?? null;
}
