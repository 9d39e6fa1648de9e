import { MdmError } from '../errors.js';
import { listDatasets } from './list.js';
import { normalName } from './names.js';
import type { Workspace } from './workspace.js';

/** The datasets of a batch: those that are named, each once, or those that a filter lets through, which must be of the backend in use. */
export async function chosenDatasets(ws: Workspace, names: readonly string[], filter: string | undefined): Promise<readonly string[]> {
  if (names.length > 0 && filter !== undefined)
    throw new MdmError('usage', 'Datasets are named, and --filter chooses them.', 'Give one of the two.');
  if (names.length > 0) return [...new Set(names.map(normalOr))];
  if (filter === undefined) throw new MdmError('usage', 'No dataset was named.', 'Name some, or choose them: --filter "source=kaggle"');
  const { datasets, problems } = await listDatasets(ws, { filter, sizes: false });
  for (const { file, problem } of problems) ws.log.warning(`${file} is left out: ${problem}. See: mdm doctor`);
  return datasets.map(({ record }) => record.name);
}

/** A name that may not be is reported with those that are not there. */
function normalOr(name: string): string {
  try {
    return normalName(name);
  } catch {
    return name;
  }
}
