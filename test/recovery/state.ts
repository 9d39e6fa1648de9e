import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openConfig } from '../../src/config/config.js';
import { openRepository } from '../../src/datasets/repository.js';
import type { Workspace } from '../../src/datasets/workspace.js';
import { silent } from '../../src/log/logger.js';
import { fingerprint, type TableFingerprint } from '../../src/storage/checksum.js';
import { createBackends } from '../../src/storage/open.js';
import type { TableOf } from '../datasets/shelf.js';

/** Every type, with the values that copies lose most easily. */
export const every: TableOf = {
  columns: { n: 'int64', x: 'double', b: 'boolean', s: 'text', t: 'timestamp', d: 'date' },
  rows: [
    [1n, 0.1, true, 'a', '2024-01-01 00:00:00.000001', '2024-01-01'],
    [-(2n ** 63n), NaN, false, 'é😀\n', '1969-12-31 23:59:59', '1900-01-01'],
    [2n ** 53n + 1n, Infinity, null, '', null, null],
    [null, null, null, null, null, null],
  ],
};
export const many: TableOf = { columns: { n: 'int64', s: 'text' }, rows: Array.from({ length: 2_000 }, (_, i) => [BigInt(i), `row ${i}`]) };

/** What the datasets of a home hold, read anew: the checksums of tables by dataset. */
export async function holding(ws: Workspace): Promise<Record<string, readonly TableFingerprint[]>> {
  const { records } = await openRepository(ws.config).list();
  const held: Record<string, readonly TableFingerprint[]> = {};
  for (const { name, database } of records) {
    const backend = await ws.backends.of(database.backend);
    const tables = await backend.tables(database.store);
    held[name] = await Promise.all(tables.map((table) => fingerprint(backend, database.store, table.name)));
  }
  return held;
}

/** As `holding`, by a workspace of its own. */
export async function holdingOf(home: string): Promise<Record<string, readonly TableFingerprint[]>> {
  const config = await openConfig({ home, env: {} });
  const backends = createBackends(config, silent);
  try {
    return await holding({ config, log: silent, backends, registry: () => Promise.reject(new Error('no plugins')) });
  } finally {
    await backends.close();
  }
}

export const pointer = (home: string, name: string): string => readFileSync(join(home, 'config/datasets', `${name}.yaml`), 'utf8');
