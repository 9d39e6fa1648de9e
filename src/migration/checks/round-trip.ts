import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../config/config.js';
import { scratchConfig, scratchPrefix } from '../../config/scratch.js';
import { batchOf, rowsOf } from '../../storage/arrow-rows.js';
import type { BackendName, IStorageBackend } from '../../storage/backend.js';
import { schemaOf } from '../../storage/columns.js';
import { openBackend } from '../../storage/open.js';

const SCHEMA = schemaOf([
  { name: 'whole', type: 'int64' },
  { name: 'number', type: 'double' },
  { name: 'said', type: 'boolean' },
  { name: 'text', type: 'text' },
  { name: 'time', type: 'timestamp' },
]);
const ROWS = [
  [2n ** 60n, 0.1, true, 'ä"\'\n', '2024-02-29T12:00:00.123456'],
  [null, null, null, null, null],
  [-1n, -1.5e300, false, '', '1970-01-01T00:00:00'],
];
const STORE = 'check';

/**
 * Writes a table as the configuration says, reads it and takes it away; gives what differs. Files are in a scratch folder, a database has a
 * name of its own.
 */
export async function roundTrip(name: BackendName, config: Config): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), scratchPrefix(config.home)));
  try {
    const backend = await openBackend(name, scratchConfig(config, folder));
    try {
      return await writeAndRead(backend);
    } finally {
      await backend.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeAndRead(backend: IStorageBackend): Promise<string | undefined> {
  try {
    await backend.createDataset(STORE);
    await backend.loadData(STORE, 'sample', SCHEMA, once());
    const read: unknown[][] = [];
    for await (const batch of backend.readTable(STORE, 'sample')) read.push(...rowsOf(batch));
    await backend.dropDataset(STORE);
    return text(read) === text([...rowsOf(batchOf(SCHEMA, ROWS))]) ? undefined : 'the values read are not those written';
  } catch (error) {
    await backend.dropDataset(STORE).catch(() => undefined);
    throw error;
  }
}

async function* once() {
  yield batchOf(SCHEMA, ROWS);
}

const text = (rows: readonly (readonly unknown[])[]): string =>
  JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
