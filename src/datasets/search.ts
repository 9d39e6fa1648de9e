import { MdmError } from '../errors.js';
import { factsOf } from './facts.js';
import { problemTypes } from './filter.js';
import { glob } from './glob.js';
import type { DatasetRecord } from './record.js';
import { openRepository, type PointerProblem } from './repository.js';
import { sortBy } from './sort.js';
import type { BackendName } from '../storage/backend.js';
import type { Workspace } from './workspace.js';

export interface SearchOptions {
  /** Looks into descriptions, tags, targets and columns too. */
  readonly deep?: boolean;
  /** The query is a glob for the whole text. */
  readonly pattern?: boolean;
  readonly caseSensitive?: boolean;
  /** All of these. */
  readonly tag?: string | readonly string[];
  readonly limit?: number;
  readonly problemType?: string;
  readonly minRows?: number;
  readonly maxRows?: number;
  readonly allBackends?: boolean;
}

/** Where a dataset matched, such as `name` or `column "age"`. */
export interface Match {
  readonly record: DatasetRecord;
  readonly rows: number | undefined;
  readonly locations: readonly string[];
}

export interface Found {
  readonly matches: readonly Match[];
  /** Before `limit`. */
  readonly total: number;
  readonly hidden: number;
  readonly backend: BackendName;
  readonly problems: readonly PointerProblem[];
}

/** Datasets by a text in their name, by a glob, by tags. */
export async function searchDatasets(ws: Workspace, query: string | undefined, options: SearchOptions = {}): Promise<Found> {
  const tags = typeof options.tag === 'string' ? [options.tag] : (options.tag ?? []);
  if (!query && tags.length === 0)
    throw new MdmError(
      'usage',
      'Nothing was said to search for.',
      'Name a part of a name, or a tag: mdm dataset search titan, mdm dataset search --tag kaggle',
    );
  const fits = query ? textTest(query, options) : undefined;
  const backend = ws.config.get('database.default_backend');
  const { records, problems } = await openRepository(ws.config).list();
  const wanted = records.filter(({ database }) => options.allBackends === true || database.backend === backend);
  const found: Match[] = [];
  for (const record of wanted) {
    if (!fulfils(record, tags, options)) continue;
    const locations = fits ? await locationsOf(ws, record, fits, options.deep ?? false) : [];
    const all = [...locations, ...tags.map((tag) => `tag ${JSON.stringify(tag)}`).filter((tag) => !locations.includes(tag))];
    if (!fits || locations.length > 0) found.push({ record, rows: record.metadata.statistics?.row_count, locations: all });
  }
  const sorted = sortBy(
    found.map((match) => ({ match, facts: factsOf(match.record) })),
    'name',
  ).map(({ match }) => match);
  return {
    matches: sorted.slice(0, options.limit ?? sorted.length),
    total: sorted.length,
    hidden: records.length - wanted.length,
    backend,
    problems,
  };
}

const folded =
  (caseSensitive: boolean | undefined) =>
  (text: string): string =>
    caseSensitive ? text.normalize('NFC') : text.normalize('NFC').toLowerCase();

/** A name is kept with `_` where `-` was typed, so a query may have either. */
function textTest(query: string, { pattern, caseSensitive }: SearchOptions): (text: string, isName?: boolean) => boolean {
  const fold = folded(caseSensitive);
  const forms = [query, query.replace(/\[[^\]]*\]|-/g, (part) => (part === '-' ? '_' : part))];
  const tests = forms.map((form) =>
    pattern ? glob(form, { caseSensitive: caseSensitive ?? false }) : (text: string) => fold(text).includes(fold(form)),
  );
  return (text, isName = false) => tests[0]!(text) || (isName && tests[1]!(text));
}

function fulfils(record: DatasetRecord, tags: readonly string[], options: SearchOptions): boolean {
  const fold = folded(options.caseSensitive);
  const own = record.tags.map(fold);
  if (!tags.every((tag) => own.includes(fold(tag)))) return false;
  if (options.problemType !== undefined && !problemTypes(options.problemType).includes(record.problem_type ?? 'none')) return false;
  const rows = record.metadata.statistics?.row_count;
  if (options.minRows !== undefined && (rows === undefined || rows < options.minRows)) return false;
  return options.maxRows === undefined || (rows !== undefined && rows <= options.maxRows);
}

async function locationsOf(
  ws: Workspace,
  record: DatasetRecord,
  fits: (text: string, isName?: boolean) => boolean,
  deep: boolean,
): Promise<string[]> {
  // The two names differ in case, so each counts as it stands.
  const found = fits(record.name, true) || fits(record.display_name, true) ? ['name'] : [];
  if (!deep) return found;
  if (record.description !== null && fits(record.description)) found.push('description');
  for (const tag of record.tags) if (fits(tag)) found.push(`tag ${JSON.stringify(tag)}`);
  const target = record.target_column;
  if (target !== null && fits(target)) found.push(`target ${JSON.stringify(target)}`);
  for (const column of await columnsOf(ws, record)) if (column !== target && fits(column)) found.push(`column ${JSON.stringify(column)}`);
  return found;
}

/** The columns that the record knows, else those of the tables as they are. */
async function columnsOf(ws: Workspace, record: DatasetRecord): Promise<readonly string[]> {
  const known = record.metadata.columns;
  if (known) return known.map(({ name }) => name);
  if (record.database.backend !== ws.config.get('database.default_backend')) return [];
  const backend = await ws.backends.of(record.database.backend);
  const features = new Set(Object.values(record.feature_tables));
  const tables = await backend.tables(record.database.store).catch(() => []);
  return [...new Set(tables.filter(({ name }) => !features.has(name)).flatMap(({ columns }) => columns.map(({ name }) => name)))];
}
