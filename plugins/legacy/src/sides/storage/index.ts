import { join } from 'node:path';
import { columns, count, drop, rename, tables } from './catalog.js';
import type { OldStorage } from './contract.js';
import { metadata, prepare, setMetadata } from './metadata.js';
import { create, insert, read } from './rows.js';

/** How MDM 1.0.6 kept tables: what pandas and SQLAlchemy did, in statements. */
const storage: OldStorage = {
  version: '1.0.6',
  pragmas: { journal_mode: 'WAL', synchronous: 'NORMAL', cache_size: -64000, temp_store: 'MEMORY', mmap_size: 268_435_456 },
  place: (folder, dataset, backend) => join(folder, dataset, `${dataset}.${backend}`),
  prepare,
  tables,
  columns,
  count,
  create,
  insert,
  read,
  drop,
  rename,
  metadata,
  setMetadata,
};

export default storage;
