import { openDatabase } from '../../src/engine/duckdb/driver.js';
import { literal } from '../../src/engine/duckdb/dialect.js';
import { measureFile, type MeasureOptions } from '../../src/datasets/statistics/measure.js';
import type { DatasetStatistics, TableStatistics } from '../../src/datasets/statistics/result.js';
import { join } from 'node:path';

/** The full statistics of a query's rows. */
export async function measured(select: string, options: MeasureOptions = {}): Promise<TableStatistics> {
  const db = await openDatabase({ threads: 1 });
  try {
    const file = join(db.temp, 'table.parquet');
    await db.run(`COPY (${select}) TO ${literal(file)} (FORMAT parquet)`);
    return await measureFile(db, file, 'train', { full: true, ...options });
  } finally {
    await db.close();
  }
}

export const statisticsOf = (...tables: readonly TableStatistics[]): DatasetStatistics => ({
  version: 1,
  dataset: 'd',
  computed_at: '2026-01-01T00:00:00.000Z',
  last_updated_at: null,
  row_count: tables[0]?.rows ?? 0,
  memory_size_bytes: 1_000,
  tables,
});

export const recordFor = (more: Partial<Parameters<typeof import('../../src/report/dataset.js').datasetReport>[0]> = {}) => ({
  name: 'd',
  display_name: 'Penguins',
  description: null,
  problem_type: null,
  target_column: 'species',
  id_columns: [],
  tags: [],
  source: 'test',
  ...more,
});

/** Elements that HTML closes by itself. */
const VOID = new Set(['meta', 'br', 'hr', 'img', 'link', 'input']);
const ALLOWED = new Set(
  'html head meta title style body header main nav section article figure figcaption details summary div p ul li a h1 h2 h3 dl dt dd table caption thead tbody tr th td bdi code svg g path line text rect tspan'.split(
    ' ',
  ),
);

export interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Every element of a page; throws where it is no page that nests as it should, or holds what a report may not. */
export function elementsOf(page: string): Element[] {
  const all: Element[] = [];
  const open: string[] = [];
  const [before, style, after] = /^([\s\S]*<style>)([\s\S]*?)(<\/style>[\s\S]*)$/.exec(page)!.slice(1) as [string, string, string];
  if (/url\(|@import/i.test(style)) throw new Error('the style loads something');
  for (const [whole, close, tag, rest, own] of (before + after).matchAll(
    /<(?:!doctype html|(\/)?([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"<>]*")?)*)\s*(\/)?)>/g,
  )) {
    if (tag === undefined) continue;
    if (!ALLOWED.has(tag)) throw new Error(`an element that no report has: ${whole}`);
    if (close) {
      const last = open.pop();
      if (last !== tag) throw new Error(`</${tag}> closes <${last}>`);
      continue;
    }
    const attributes = Object.fromEntries(
      [...(rest ?? '').matchAll(/([\w:-]+)(?:="([^"]*)")?/g)].map(([, name, value]) => [name!, value ?? '']),
    );
    for (const name of Object.keys(attributes)) if (/^on/i.test(name)) throw new Error(`an attribute that runs: ${whole}`);
    all.push({ tag, attributes });
    if (!own && !VOID.has(tag)) open.push(tag);
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(', ')}`);
  const bare = (before + after).replace(/<(?:!doctype html|\/?[a-zA-Z][\w-]*(?:\s+[\w:-]+(?:="[^"<>]*")?)*\s*\/?)>/g, '');
  if (/[<>]/.test(bare)) throw new Error(`not escaped: ${/.{0,30}[<>].{0,30}/.exec(bare)![0]}`);
  return all;
}

/** What every page promises: nothing is loaded, links lead somewhere, names of places are unique, charts are told in words. */
export function expectWhole(page: string): Element[] {
  const all = elementsOf(page);
  const ids = all.flatMap(({ attributes }) => (attributes['id'] === undefined ? [] : [attributes['id']]));
  expect(new Set(ids).size).toBe(ids.length);
  for (const { tag, attributes } of all) {
    if (attributes['href'] !== undefined) expect(ids).toContain(attributes['href'].slice(1));
    expect(attributes['src']).toBeUndefined();
    if (tag === 'svg') expect(attributes).toMatchObject({ role: 'img', 'aria-label': expect.stringMatching(/\S.*\.$/s) });
  }
  expect(all.find(({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy')!.attributes['content']).toMatch(
    /^default-src 'none'/,
  );
  expect(page).not.toMatch(/(?:src|href|action|formaction|xlink:href)="(?!#)/);
  return all;
}
