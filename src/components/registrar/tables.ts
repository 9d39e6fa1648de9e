import type { RecordBatch, Schema } from 'apache-arrow';
import { batchSize } from '../../datasets/engine.js';
import { progressOf, type LoadProgress } from '../../datasets/load.js';
import type { Workspace } from '../../datasets/workspace.js';
import type { IStorageBackend } from '../../storage/backend.js';
import { originalsOf, writeOriginals } from '../../storage/old-metadata.js';
import type { RegistrarFacts, RegistrarTable } from './contract.js';

/** Writes a table of the old registrar, instead of one of this name. */
export async function writeTable(
  ws: Workspace,
  backend: IStorageBackend,
  store: string,
  given: RegistrarTable,
  onProgress: (progress: LoadProgress) => void,
): Promise<void> {
  const log = ws.log.child('load');
  const begun = performance.now();
  const { schema, batches } = await arrowOf(given, batchSize(ws, backend.backendType));
  const there = (await backend.tables(store)).some(({ name }) => name === given.name);
  if (there) await backend.dropTables(store, [given.name]);
  let batch = 0;
  let done = 0;
  const counted = async function* (): AsyncGenerator<RecordBatch> {
    for await (const one of batches()) {
      batch += 1;
      log.debug('load batch', { table: given.name, batch, rows: one.numRows });
      yield one;
      done += one.numRows;
      onProgress(progressOf(given.name, done, given.rows, begun));
    }
  };
  const rows = await backend.loadData(store, given.name, schema, counted(), ws.signal ? { signal: ws.signal } : {});
  const seconds = Number(((performance.now() - begun) / 1000).toFixed(3));
  log.info('loaded', { table: given.name, rows, batches: batch, seconds });
}

async function arrowOf(
  { columns, rows }: RegistrarTable,
  size: number,
): Promise<{ schema: Schema; batches: () => AsyncGenerator<RecordBatch> }> {
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
      for (let from = 0; from < rows; from += size) yield whole.slice(from, Math.min(rows, from + size));
    },
  };
}

/** Fills the tables of metadata of the original where the store has them. */
export async function writeFacts(backend: IStorageBackend, store: string, facts: RegistrarFacts): Promise<void> {
  const there = await originalsOf(backend, store);
  await writeOriginals(backend, store, Object.fromEntries(Object.entries(facts).filter(([table]) => there.has(table))));
}
