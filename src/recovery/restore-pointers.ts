import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { withDataset } from '../datasets/lock.js';
import { recordOf } from '../datasets/pointer.js';
import type { Workspace } from '../datasets/workspace.js';
import { readYaml } from '../datasets/yaml.js';
import { firstLine, MdmError } from '../errors.js';
import { setAside, type Copies } from './copies.js';
import type { Snapshot, SnapshotDataset } from './manifest.js';
import type { Step } from './restore-data.js';
import { putFile } from './writer.js';

/** What was known of a dataset, without its tables: these must be where the pointer says they are. */
export async function restorePointer(
  ws: Workspace,
  snapshot: Snapshot,
  dataset: SnapshotDataset,
  { apply, copies }: { readonly apply: boolean; readonly copies: Copies },
): Promise<Step> {
  const { name, pointer } = dataset;
  const step = (state: Step['state'], detail?: string): Step => ({ part: 'pointers', what: name, state, ...(detail ? { detail } : {}) });
  const from = join(snapshot.folder, pointer);
  const to = join(ws.config.path('paths.configs_path'), basename(pointer));
  try {
    const wanted = await readFile(from);
    if (wanted.equals(await readFile(to).catch(() => Buffer.alloc(0)))) return step('same');
    const missing = await missingTable(ws, await readYaml(wanted.toString('utf8'), from), from);
    if (missing !== undefined) return step('failed', `${missing}; restore the backend too`);
    if (!apply) return step('to restore');
    const work = async (): Promise<string | undefined> => {
      const aside = await setAside(copies, to);
      await putFile(from, to);
      return aside;
    };
    const aside = await withDataset(ws.config, name, work, ws.signal ? { signal: ws.signal } : {});
    return step('restored', aside === undefined ? undefined : `the one before is ${aside}`);
  } catch (error) {
    if (error instanceof MdmError && error.code === 'interrupted') throw error;
    return step('failed', firstLine(error));
  }
}

async function missingTable(ws: Workspace, data: Awaited<ReturnType<typeof readYaml>>, file: string): Promise<string | undefined> {
  const { database, tables, feature_tables: features } = recordOf(data, file, basename(file, '.yaml'));
  const backend = await ws.backends.of(database.backend);
  if (!(await backend.datasetExists(database.store))) return `${backend.locate(database.store)} is not there`;
  const there = new Set((await backend.tables(database.store)).map(({ name }) => name));
  const missing = [...Object.values(tables), ...Object.values(features)].find((table) => !there.has(table));
  return missing === undefined ? undefined : `${backend.locate(database.store)} has no table ${missing}`;
}
