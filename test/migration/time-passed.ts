import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readResults } from '../../src/parity/store.js';
import { ago, goodRecords } from './control-home.js';

const DAYS = 9;
const BACKENDS = ['sqlite', 'duckdb', 'postgresql'];

/**
 * Nine days of use in which nothing differs: what a home has stored of a component is that much older, its comparisons have been repeated
 * since, those of the backend on each database, and the records of a good benchmark and acceptance run were copied into it.
 */
export async function letTimePass(home: string, component: string): Promise<void> {
  const store = join(home, 'comparison_results');
  const { results } = await readResults(store);
  const own = results.filter((one) => one.component === component);
  if (own.length === 0) throw new Error(`Nothing was compared of ${component}.`);
  const older = results.map((one) => ({ ...one, time: earlier(one.time) }));
  const since = Array.from({ length: 100 }, (_, i) => {
    const one = own[i % own.length]!;
    const flags = component === 'backend' ? { ...one.flags, backend: BACKENDS[i % BACKENDS.length] } : one.flags;
    return { ...one, id: randomUUID(), flags, time: ago((DAYS * (100 - i)) / 101) };
  });
  rmSync(store, { recursive: true });
  mkdirSync(store);
  for (const [day, those] of Map.groupBy([...older, ...since], ({ time }) => time.slice(0, 10)))
    writeFileSync(join(store, `results-${day}.000.jsonl`), linesOf(those));

  const history = join(home, 'flag_history.jsonl');
  const changes = readFileSync(history, 'utf8').trim().split('\n');
  const moved = changes.map((line) => JSON.parse(line) as { readonly time: string });
  writeFileSync(history, linesOf(moved.map((one) => ({ ...one, time: earlier(one.time) }))));

  const { acceptance, benchmark } = goodRecords(component);
  mkdirSync(join(home, 'migration'), { recursive: true });
  for (const [name, record] of Object.entries({ acceptance, implementations: benchmark }))
    writeFileSync(join(home, 'migration', `${name}.json`), JSON.stringify(record));
}

const earlier = (time: string): string => new Date(Date.parse(time) - DAYS * 86_400_000).toISOString();
const linesOf = (all: readonly unknown[]): string => all.map((one) => `${JSON.stringify(one)}\n`).join('');
