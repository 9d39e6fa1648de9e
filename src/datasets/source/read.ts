import type { Semantic } from '@mdm/sdk';
import type { Database } from '../../engine/duckdb/driver.js';
import { countRows, type Scan } from '../../engine/duckdb/introspect.js';
import { MdmError } from '../../errors.js';
import { tooWide, type CsvLimits } from '../../pipeline/csv.js';
import { stage } from '../../pipeline/stage.js';
import type { BackendName } from '../../storage/backend.js';
import { conform } from './conform.js';
import type { SourceTable } from './discover.js';
import { prepare, renamed } from './prepare.js';
import { spoken } from './spoken.js';

/** A table of the source, staged, every column of the type that it will be stored with. */
export interface SourceRead {
  readonly source: SourceTable;
  readonly scan: Scan;
  readonly rows: number;
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
}

export interface ReadOptions {
  /** What columns are, whatever they look like. */
  readonly types?: Readonly<Record<string, Semantic>>;
  /** Whether dates are looked for. */
  readonly dates: boolean;
  readonly backend: BackendName;
  /** The training table, whose types the columns of the same names get. */
  readonly like?: SourceRead;
}

/** Columns that a table of a backend can have. */
const MOST: Readonly<Record<BackendName, CsvLimits['mostColumns'] & object>> = {
  sqlite: { count: 2_000, of: 'SQLite' },
  postgresql: { count: 1_600, of: 'PostgreSQL' },
  duckdb: { count: 10_000, of: 'MDM' },
};
/** Bytes of a line of CSV; the engine reads lines whole, several at a time. */
const LONGEST = 32 * 1024 * 1024;
const TEXTS: ReadonlySet<Semantic> = new Set(['text', 'categorical', 'numeric', 'datetime', 'boolean']);

/** Reads a table once, into the engine's scratch folder. */
export async function readSource(db: Database, source: SourceTable, options: ReadOptions): Promise<SourceRead> {
  const { types = {}, like, backend, dates } = options;
  const { files, say } = await prepare(db, source);
  const keep = new Set([
    ...Object.keys(types).filter((name) => TEXTS.has(types[name]!)),
    ...(like?.scan.columns ?? []).flatMap(({ name, type }) => (type === 'text' ? [name] : [])),
  ]);
  let scan: Scan;
  try {
    scan = await stage(db, files, {
      keep,
      dates,
      whole: true,
      limits: { headerOnly: true, mostColumns: MOST[backend], longestLine: LONGEST },
    });
  } catch (error) {
    throw renamed(error, say);
  }
  const name = say(files.files[0]!);
  if (scan.columns.length > MOST[backend].count) throw tooWide(name, scan.columns.length, MOST[backend]);
  if (scan.columns.length === 0)
    throw new MdmError('empty', `${name} has no columns that MDM can use.`, scan.notes[0] ?? 'Give a table with columns.');
  const rows = await countRows(db, scan.from);
  const { renamed: twins, others } = split([...files.notes, ...scan.notes].map(say));
  const typed = await spoken(db, { ...scan, notes: [] }, types, name);
  const fitted = like ? await conform(db, typed.scan, like.scan, name) : { scan: typed.scan, warnings: [] };
  return { source, scan: fitted.scan, rows, notes: others, warnings: [...twins, ...typed.warnings, ...fitted.warnings] };
}

/** Names that had to be changed, and dates that can be read in two ways, are more than a note. */
function split(notes: readonly string[]): { renamed: string[]; others: string[] } {
  const warns = (note: string): boolean => /^Names must differ|every date fits both|^Left out, for|is text: \d+ of \d+ values/.test(note);
  return { renamed: notes.filter(warns), others: notes.filter((note) => !warns(note)) };
}
