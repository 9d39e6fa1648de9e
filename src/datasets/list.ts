import { inParallel } from './batch.js';
import { factsOf, sizeOf, type DatasetFacts } from './facts.js';
import { matches, parseFilter } from './filter.js';
import type { DatasetRecord } from './record.js';
import { openRepository, type PointerProblem } from './repository.js';
import { sortBy as sorted, sortField } from './sort.js';
import { BACKENDS, type BackendName } from '../storage/backend.js';
import type { Workspace } from './workspace.js';
import { MdmError, nearest } from '../errors.js';

export interface ListOptions {
  /** A filter such as `problem_type=regression AND row_count>1000`. */
  readonly filter?: string;
  /** Default name. */
  readonly sortBy?: string;
  readonly reverse?: boolean;
  readonly limit?: number;
  readonly offset?: number;
  /** Also those of other backends than the one in use. */
  readonly allBackends?: boolean;
  /** Those of this backend, whichever is in use. */
  readonly backend?: string;
  /** False: sizes are found out only for what needs them. Default true. */
  readonly sizes?: boolean;
}

export interface ListedDataset {
  readonly record: DatasetRecord;
  readonly facts: DatasetFacts;
  /** Bytes on disk; undefined when they are not known. */
  readonly size: number | undefined;
  /** Whether it can be used with the backend in use. */
  readonly usable: boolean;
}

export interface DatasetList {
  readonly datasets: readonly ListedDataset[];
  /** Those that the filter lets through, before `limit` and `offset`. */
  readonly total: number;
  /** Datasets of other backends that are left out. */
  readonly hidden: number;
  readonly backend: BackendName;
  /** Pointers that cannot be read. */
  readonly problems: readonly PointerProblem[];
}

/** Sizes asked at a time; of a server each is a question. */
const AT_ONCE = 16;

/** The datasets of the home. */
export async function listDatasets(ws: Workspace, options: ListOptions = {}): Promise<DatasetList> {
  const filter = options.filter === undefined ? undefined : parseFilter(options.filter);
  const field = sortField(options.sortBy ?? 'name');
  const only = options.backend === undefined ? undefined : backendNamed(options.backend);
  const backend = ws.config.get('database.default_backend');
  const { records, problems } = await openRepository(ws.config).list();
  const read = { folder: ws.config.path('paths.configs_path'), datasets: records.length, unreadable: problems.length };
  ws.log.child('storage').debug('pointers read', read);
  const wanted = records.filter(({ database }) => (only ? database.backend === only : options.allBackends || database.backend === backend));
  const hidden = only || options.allBackends ? 0 : records.length - wanted.length;

  const measured = filter?.fields.includes('size_mb') === true || field === 'size_mb';
  const withSize = async (given: readonly DatasetRecord[], know: boolean): Promise<ListedDataset[]> =>
    inParallel(given, AT_ONCE, async (record) => {
      const size = know ? await sizeOf(ws, record).catch(() => undefined) : undefined;
      return { record, size, facts: factsOf(record, size), usable: record.database.backend === backend };
    });
  const all = await withSize(wanted, measured);
  const kept = sorted(filter ? all.filter(({ facts }) => matches(filter, facts)) : all, field, options.reverse);
  const { offset = 0, limit = kept.length } = options;
  const page = kept.slice(offset, offset + limit);
  const shown =
    measured || options.sizes === false
      ? page
      : await withSize(
          page.map(({ record }) => record),
          true,
        );
  return { datasets: shown, total: kept.length, hidden, backend, problems };
}

function backendNamed(name: string): BackendName {
  const given = name.toLowerCase() === 'postgres' ? 'postgresql' : name.toLowerCase();
  const found = BACKENDS.find((one) => one === given);
  if (found) return found;
  const near = nearest(given, BACKENDS);
  throw new MdmError(
    'usage',
    `There is no backend ${JSON.stringify(name)}.`,
    `${near ? `Did you mean ${near}? ` : ''}There are ${BACKENDS.join(', ')}.`,
  );
}

/** One line on what was left out, if anything was. */
export const hiddenNote = ({ hidden, backend }: Pick<DatasetList, 'hidden' | 'backend'>): string | undefined =>
  hidden === 0
    ? undefined
    : `${hidden} ${hidden === 1 ? 'dataset of another backend is' : 'datasets of other backends are'} not shown: the backend in use is ${backend}. --all-backends shows ${hidden === 1 ? 'it' : 'them'}.`;
