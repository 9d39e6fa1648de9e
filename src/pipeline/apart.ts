import { basename, dirname, extname, join } from 'node:path';
import type { Database } from '../engine/duckdb/driver.js';
import type { Planned } from './features.js';
import type { OutputFormat } from './options.js';
import type { Outbox } from './output.js';
import type { TablePlan } from './plan.js';
import type { MadePart } from './result.js';
import type { InputTable } from './table.js';
import { wholeQuery } from './wide.js';
import { writeFeatures } from './write.js';

/** Writes the features of each transformer to a file of their own, in the order of the rows, and says how long it took. */
export async function writeApart(
  db: Database,
  table: InputTable,
  plan: TablePlan,
  features: readonly Planned[],
  file: string,
  format: OutputFormat,
  rename: ReadonlyMap<string, string>,
  outbox: Outbox,
): Promise<MadePart[]> {
  const parts: MadePart[] = [];
  const ext = extname(file);
  for (const [transformer, own] of Map.groupBy(features, (f) => f.transformer)) {
    const started = performance.now();
    const place = join(dirname(file), `${basename(file, ext)}.${parts.length}${ext}`);
    const at = await outbox.place(place);
    const whole = await wholeQuery(db, table, plan, own, { keep: [], rename });
    await writeFeatures(db, table, whole.query, own.length, at, format, () => undefined);
    await whole.drop();
    const names = own.map(({ name }) => rename.get(name) ?? name);
    parts.push({ transformer, file: place, features: names, seconds: (performance.now() - started) / 1000 });
  }
  return parts;
}
