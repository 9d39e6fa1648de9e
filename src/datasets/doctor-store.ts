import { firstLine, MdmError } from '../errors.js';
import type { StoredTable } from '../storage/backend.js';
import { countedRoles } from './counted.js';
import type { Finding } from './doctor.js';
import type { DatasetRecord } from './record.js';
import { isOnServer } from './server.js';
import type { Workspace } from './workspace.js';

/** Whether the server in use answers; nothing is said of its datasets when it does not. */
export async function examineServer({ config, backends }: Workspace, records: readonly DatasetRecord[]): Promise<Finding[]> {
  if (config.get('database.default_backend') !== 'postgresql') return [];
  try {
    await (await backends.of('postgresql')).datasets();
    return [];
  } catch (error) {
    const names = records.flatMap(({ name, database }) => (database.backend === 'postgresql' ? [name] : []));
    const unseen = names.length === 0 ? '' : `; not looked at: ${names.join(', ')}`;
    return [
      {
        kind: 'unreachable-server',
        backend: 'postgresql',
        path: `${config.get('database.postgresql.host')}:${config.get('database.postgresql.port')}`,
        problem: `${firstLine(error)}${unseen}`,
        mend: nextOf(error) ?? 'Check database.postgresql: mdm config list',
        mendable: false,
      },
    ];
  }
}

const nextOf = (error: unknown): string | undefined => (error instanceof MdmError ? error.next?.replace(/\.$/, '') : undefined);

/** What is wrong with the tables of a dataset. */
export async function examineStore({ config, backends }: Workspace, record: DatasetRecord, pointer: string): Promise<Finding[]> {
  const { backend: name, store } = record.database;
  const base = { dataset: record.name, store, backend: name };
  // A server that is not in use need not be there.
  if (name === 'postgresql' && (config.get('database.default_backend') !== 'postgresql' || !isOnServer(config, record.database))) return [];
  const backend = await backends.of(name);
  const path = backend.locate(store);
  let tables: readonly StoredTable[];
  try {
    if (!(await backend.datasetExists(store)))
      return [
        {
          ...base,
          kind: 'pointer-without-store',
          path: pointer,
          problem: `The database of ${record.name} is not there: ${path}`,
          mend: `Put it back from a copy, or register its source again with --force, or: mdm dataset remove ${record.name}`,
          mendable: false,
        },
      ];
    tables = await backend.tables(store);
  } catch (error) {
    const problem = `The database of ${record.name} cannot be read: ${firstLine(error)}`;
    return [
      {
        ...base,
        kind: 'damaged-store',
        path,
        problem,
        mend: mendOf(error),
        mendable: false,
      },
    ];
  }
  const left = leftTables(tables);
  const begun: Finding = {
    ...base,
    kind: 'left-tables',
    path,
    problem: `${record.name} has tables that were begun and not finished: ${left.join(', ')}`,
    mend: 'Takes them away',
    mendable: true,
  };
  const differ = differences(record, tables).map((problem): Finding => ({
    ...base,
    kind: 'tables-differ',
    path,
    problem,
    mend: `See: mdm dataset info ${record.name}; or register its source again with --force`,
    mendable: false,
  }));
  return left.length > 0 ? [begun, ...differ] : differ;
}

/** A database that may not be read, or that another process holds, is no damaged one. */
function mendOf(error: unknown): string {
  const next = nextOf(error);
  const damaged = !(error instanceof MdmError) || /damaged/.test(error.message);
  return damaged || next === undefined ? 'Put it back from a copy, or register its source again with --force' : next;
}

/** Tables under the name that they have until they are complete. */
export const leftTables = (tables: readonly StoredTable[]): string[] =>
  tables.flatMap(({ name }) => (name.startsWith('_new_') ? [name] : []));

/** Where the tables are not those of the record. */
function differences(record: DatasetRecord, tables: readonly StoredTable[]): string[] {
  const rows = new Map(tables.map((table) => [table.name, table.rows]));
  const out: string[] = [];
  for (const table of [...Object.values(record.tables), ...Object.values(record.feature_tables)])
    if (!rows.has(table)) out.push(`The table ${table} of ${record.name} is not there`);
  for (const [role, table] of Object.entries(record.feature_tables)) {
    const [of, made] = [rows.get(record.tables[role] ?? ''), rows.get(table)];
    if (of !== undefined && made !== undefined && made > of)
      out.push(`The table ${table} of ${record.name} has ${made} rows, and ${record.tables[role]} has ${of}`);
  }
  const counted = countedRoles(Object.keys(record.tables));
  const sum = counted.reduce((total, role) => total + (rows.get(record.tables[role]!) ?? 0), 0);
  const said = record.metadata.statistics?.row_count;
  if (out.length === 0 && counted.length > 0 && said !== undefined && said !== sum)
    out.push(`The tables of ${record.name} have ${sum} rows, and ${said} were registered`);
  return out;
}
