import { MdmError } from '../errors.js';
import type { IStorageBackend } from '../storage/backend.js';
import type { DatasetRecord } from './record.js';
import { openRepository } from './repository.js';
import { checkServer } from './server.js';
import type { Workspace } from './workspace.js';

/** A dataset whose tables can be read. */
export interface Dataset {
  readonly record: DatasetRecord;
  readonly backend: IStorageBackend;
  readonly store: string;
}

/** Opens a dataset; refuses one whose tables are in another backend than that of the configuration. */
export async function openDataset(workspace: Workspace, name: string): Promise<Dataset> {
  return openRecord(workspace, await openRepository(workspace.config).get(name));
}

/** As `openDataset`, of a record that was read. */
export async function openRecord({ config, backends }: Workspace, record: DatasetRecord): Promise<Dataset> {
  const { backend: of, store } = record.database;
  const now = config.get('database.default_backend');
  if (of !== now)
    throw new MdmError(
      'backend',
      `The dataset ${JSON.stringify(record.display_name)} is kept by ${of}, and the backend in use is ${now}.`,
      `Set MDM_DATABASE_DEFAULT_BACKEND=${of}, or move it: mdm dataset migrate ${record.name} --to ${now}`,
    );
  checkServer(config, record);
  const backend = await backends.of(of);
  if (!(await backend.datasetExists(store)))
    throw new MdmError(
      'backend',
      `The database of the dataset ${JSON.stringify(record.display_name)} is not there: ${backend.locate(store)}.`,
      'Put it back from a copy, or see: mdm doctor',
    );
  return { record, backend, store };
}
