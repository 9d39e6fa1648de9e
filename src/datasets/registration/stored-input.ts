import type { Database } from '../../engine/duckdb/driver.js';
import { scanParquet } from '../../engine/duckdb/files.js';
import type { Scan } from '../../engine/duckdb/introspect.js';
import { stageTables } from '../stage.js';
import { mainRole } from './record.js';
import type { Registration, SourceInput } from './context.js';

export interface StoredInput {
  readonly db: Database;
  readonly scan: Scan;
  readonly rows: number;
}

/** The training table as it is in the store: what was read for loading, or, where another process loaded it, the store itself. */
export async function storedInput(context: Registration): Promise<StoredInput> {
  const { workspace, store, loaded, input } = context;
  if (input) return { db: input.db, scan: withoutDropped(input), rows: input.main.rows - dropped(input) };
  const { table, rows } = loaded.find(({ role }) => role === mainRole(context)) ?? loaded[0]!;
  const backend = await workspace.backends.of(workspace.config.get('database.default_backend'));
  const staged = await stageTables(workspace, { backend, store }, [table]);
  const scan = await scanParquet(staged.db, [staged.file(table)]);
  context.input = {
    db: staged.db,
    tables: [],
    main: { source: context.discovered!.tables[0]!, scan, rows, notes: [], warnings: [] },
    duplicates: { count: 0 },
  };
  return { db: staged.db, scan, rows };
}

const dropped = ({ duplicates }: SourceInput): number => (duplicates.dropped === undefined ? 0 : duplicates.count);

function withoutDropped({ main, duplicates }: SourceInput): Scan {
  const { scan } = main;
  if (duplicates.dropped === undefined) return scan;
  return { ...scan, from: `${scan.from} WHERE ${scan.row} NOT IN (SELECT r FROM ${duplicates.dropped})` };
}
