import type { RecordBatch, Schema } from 'apache-arrow';
import type { IStorageBackend } from '../../storage/backend.js';
import { originalsOf, writeOriginals } from '../../storage/old-metadata.js';
import type { RegistrarFacts, RegistrarTable } from './contract.js';

/** Writes a table of the old registrar, instead of one of this name. */
export async function writeTable(backend: IStorageBackend, store: string, given: RegistrarTable, signal?: AbortSignal): Promise<void> {
  const { schema, batches } = await arrowOf(given);
  const there = (await backend.tables(store)).some(({ name }) => name === given.name);
  if (there) await backend.dropTables(store, [given.name]);
  await backend.loadData(store, given.name, schema, batches(), signal ? { signal } : {});
}

/** Rows of a batch. */
const ROWS = 10_000;

async function arrowOf({ columns, rows }: RegistrarTable): Promise<{ schema: Schema; batches: () => AsyncGenerator<RecordBatch> }> {
  const [{ Field, makeData, RecordBatch: Batch, Schema: Fields, Struct }, { unflatten }] = await Promise.all([
    import('apache-arrow'),
    import('../../engine/flat.js'),
  ]);
  const children = columns.map((column) => unflatten(column));
  const schema = new Fields(columns.map(({ name }, i) => new Field(name, children[i]!.type, true)));
  const whole = new Batch(schema, makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children }));
  return {
    schema,
    async *batches() {
      for (let from = 0; from < rows; from += ROWS) yield whole.slice(from, Math.min(rows, from + ROWS));
    },
  };
}

/** Fills the tables of metadata of the original where the store has them. */
export async function writeFacts(backend: IStorageBackend, store: string, facts: RegistrarFacts): Promise<void> {
  const there = await originalsOf(backend, store);
  await writeOriginals(backend, store, Object.fromEntries(Object.entries(facts).filter(([table]) => there.has(table))));
}
