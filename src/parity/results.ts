import { MdmError, nearest } from '../errors.js';
import { FLAGS } from '../flags/flags.js';
import type { Document, DocumentRow } from './document.js';
import { cells, comparisonDocument, HEADS } from './report.js';
import type { Comparison } from './result.js';
import { tally, type ExperimentResult, type SideResult } from './trial-result.js';

export interface ResultFilter {
  /** A moment as in ISO 8601, a day, or how long ago: `7d`, `12h`, `30m`. */
  readonly since?: string;
  readonly component?: string;
  /** The last ones. */
  readonly limit?: number;
}

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** The moment that `--since` means. */
export function sinceOf(text: string, now = new Date()): Date {
  const [, number, unit] = /^(\d+)([mhd])$/.exec(text.trim()) ?? [];
  if (number !== undefined) return new Date(now.getTime() - Number(number) * UNITS[unit as keyof typeof UNITS]);
  const moment = /^\d{4}-\d\d-\d\d/.test(text) ? new Date(text) : new Date(Number.NaN);
  if (Number.isNaN(moment.getTime()))
    throw new MdmError('usage', `--since ${text} is no moment.`, 'Such as: --since 2026-01-31, --since 7d or --since 12h');
  return moment;
}

/** Some of the results, the oldest first. */
export function chosen(results: readonly ExperimentResult[], { since, component, limit }: ResultFilter): readonly ExperimentResult[] {
  const from = since === undefined ? undefined : sinceOf(since).getTime();
  const found = results.filter(
    (one) => (from === undefined || Date.parse(one.time) >= from) && (component === undefined || one.component === component),
  );
  return limit === undefined ? found : found.slice(-limit);
}

/** The result of an id, or of the beginning of one. */
export function resultOf(results: readonly ExperimentResult[], id: string): ExperimentResult {
  const found = id.trim() === '' ? [] : results.filter((one) => one.id.startsWith(id));
  if (found.length === 1) return found[0]!;
  if (found.length > 1)
    throw new MdmError('usage', `${found.length} results begin with ${id}.`, `Such as: mdm compare show ${found[0]!.id}`);
  const near = nearest(
    id,
    results.map((one) => one.id),
  );
  throw new MdmError('not-found', `There is no result ${id}.`, near ? `Did you mean ${near}?` : 'See: mdm compare list');
}

const seconds = (ms: number | null): string => (ms === null ? '' : `${(ms / 1000).toFixed(2)} s`);
const mebibytes = (bytes: number | null): string => (bytes === null ? '' : `${(bytes / 2 ** 20).toFixed(0)} MiB`);
const signed = (percent: number | null): string => (percent === null ? '' : `${percent >= 0 ? '+' : ''}${percent.toFixed(0)} %`);

/** What a result says, in a few words. */
export function resultSummary(result: ExperimentResult): string {
  const { tables, differences, failure, ignoredBy } = result;
  if (failure !== undefined) return failure;
  const stopped = (['control', 'candidate'] as const).flatMap((which) => stoppedText(result, which));
  if (stopped.length > 0) return stopped.join(', ');
  const sum = (of: 'columns' | 'equal'): number => (tables ?? []).reduce((all, table) => all + table[of], 0);
  return [
    ...(tables ? [`${sum('equal')} of ${sum('columns')} columns equal`] : []),
    ...(differences.length > 0
      ? [differences.length === 1 ? '1 difference' : `${differences.length}${differences.length === 100 ? ' or more' : ''} differences`]
      : []),
    ...(ignoredBy === undefined ? [] : [`known: ${ignoredBy}`]),
  ].join(', ');
}

/** Why a side has no value, when the other has one. */
function stoppedText(result: ExperimentResult, which: 'control' | 'candidate'): string[] {
  const { outcome, shown } = result[which];
  const limit = (key: string): string => (FLAGS.some(({ component }) => component === result.component) ? ` (${key})` : '');
  if (outcome === 'timeout') return [`${nameOf(result, which)} took longer than it may${limit('comparison.timeout_ms')}`];
  if (outcome === 'memory') return [`${nameOf(result, which)} used more memory than it may${limit('comparison.memory_mb')}`];
  return outcome === 'error' && result.differences.length > 0 ? [`${nameOf(result, which)} failed with ${shown}`] : [];
}

function nameOf(result: ExperimentResult, which: 'control' | 'candidate'): string {
  const name = result.flags[which === 'control' ? 'old' : 'new'];
  return typeof name === 'string' ? name : which;
}

const LIST = ['id', 'time', 'component', 'subject', 'verdict', 'control', 'candidate', 'wall', 'result'] as const;

const side = (result: ExperimentResult, which: 'control' | 'candidate'): string => {
  const { outcome } = result[which];
  return `${nameOf(result, which)}${outcome === 'value' ? '' : ` (${outcome})`}`;
};

const listed = (result: ExperimentResult): DocumentRow => ({
  cells: [
    result.id.slice(0, 8),
    result.time.replace('T', ' ').slice(0, 19),
    result.component,
    result.subject,
    result.verdict,
    side(result, 'control'),
    side(result, 'candidate'),
    signed(result.deltaPercent),
    resultSummary(result),
  ],
  differs: result.verdict === 'mismatched' || result.verdict === 'failed',
});

const tornNote = (unreadable: number): string[] =>
  unreadable === 0 ? [] : [`${unreadable} ${unreadable === 1 ? 'line' : 'lines'} of the store cannot be read and are passed over.`];

/** Counts of each verdict, in words. */
export function tallyText(results: readonly ExperimentResult[]): string {
  const counts = tally(results);
  return `${results.length} ${results.length === 1 ? 'comparison' : 'comparisons'}: ${Object.entries(counts)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(', ')}.`;
}

/** Results, one line each. */
export const listDocument = (results: readonly ExperimentResult[], unreadable: number): Document => ({
  title: 'Comparisons',
  sentences: [tallyText(results), ...tornNote(unreadable)],
  tables: [{ title: 'Results', heads: LIST, rows: results.map(listed) }],
});

/** Results by component and pair of sides, then those that do not match. */
export function reportDocument(results: readonly ExperimentResult[], unreadable: number): Document {
  const groups = new Map<string, ExperimentResult[]>();
  for (const one of results) groups.set(one.name, [...(groups.get(one.name) ?? []), one]);
  const median = (values: readonly (number | null)[]): number | null =>
    values.filter((one) => one !== null).sort((x, y) => x - y)[Math.floor(values.length / 2)] ?? null;
  return {
    title: 'Report of comparisons',
    sentences: [tallyText(results), ...tornNote(unreadable)],
    tables: [
      {
        title: 'By experiment',
        heads: ['experiment', 'runs', 'matched', 'ignored', 'mismatched', 'failed', 'median wall'],
        rows: [...groups].map(([name, all]) => {
          const { matched, ignored, mismatched, failed } = tally(all);
          const delta = signed(median(all.map(({ deltaPercent }) => deltaPercent)));
          return {
            cells: [name, ...[all.length, matched, ignored, mismatched, failed].map(String), delta],
            differs: mismatched + failed > 0,
          };
        }),
      },
      { title: 'Not matched', heads: LIST, rows: results.filter(({ verdict }) => verdict !== 'matched').map(listed) },
    ],
  };
}

/** One result in full. */
export function resultDocument(result: ExperimentResult): Document {
  const { control, candidate, noise, tables = [] } = result;
  const cost = (what: string, one: Omit<SideResult, 'outcome' | 'rows' | 'shown'> & Partial<SideResult>): DocumentRow => ({
    cells: [
      what,
      one.outcome ?? '',
      seconds(one.wallMs),
      seconds(one.cpuMs),
      mebibytes(one.peakBytes),
      one.rows === null || one.rows === undefined ? '' : String(one.rows),
      one.shown ?? '',
    ],
    differs: one.outcome !== undefined && one.outcome !== 'value',
  });
  const summary = resultSummary(result);
  return {
    title: `${result.name}: ${result.subject}`,
    sentences: [
      `${result.verdict[0]!.toUpperCase()}${result.verdict.slice(1)}${summary === '' ? '' : `: ${summary}`}.`,
      `${result.id}, ${result.time}, ${result.order[0]} first (seed ${result.seed}), ${Object.entries(result.versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', ')}.`,
      ...(result.expired.length > 0 ? [`Expired and not applied: ${result.expired.join(', ')}.`] : []),
      ...tables.flatMap(({ name, reasons }) => reasons.map((reason) => `${name}: ${reason}`)),
      ...tables.flatMap(({ name, reproducer }) =>
        reproducer === undefined ? [] : [`${name}: at most ten rows that show it: sh ${reproducer}/replay.sh`],
      ),
      ...(result.notes ?? []),
    ],
    tables: [
      {
        title: 'Sides',
        heads: ['side', 'outcome', 'wall', 'CPU', 'peak memory', 'rows', 'value'],
        rows: [
          cost(side(result, 'control'), control),
          cost(side(result, 'candidate'), candidate),
          ...(noise ? [cost(`${side(result, 'control')} again`, noise.control)] : []),
        ],
      },
      {
        title: 'Tables',
        heads: ['table', 'columns', 'equal', 'rows', 'rows of the candidate'],
        rows: tables.map(({ name, columns, equal, rows, reasons }) => ({
          cells: [name, columns, equal, rows.control, rows.candidate].map(String),
          differs: reasons.length > 0,
        })),
      },
      ...tables.map(({ name, differing }) => ({
        title: `Columns of ${name} that differ`,
        heads: HEADS,
        rows: differing.map((one) => ({ cells: cells(one), differs: true })),
      })),
      {
        title: 'Differences',
        heads: ['path', 'control', 'candidate'],
        rows: result.differences.map(({ path, control: a, candidate: b }) => ({ cells: [path, a, b], differs: true })),
      },
      {
        title: 'Noise: differences between two runs of the control',
        heads: ['path', 'once', 'again'],
        rows: (noise?.differences ?? []).map(({ path, control: a, candidate: b }) => ({ cells: [path, a, b] })),
      },
    ],
  };
}

/** A comparison of features: the result, and every column of every table. */
export function featuresDocument(
  result: ExperimentResult,
  comparisons: readonly { readonly table: string; readonly comparison: Comparison }[],
): Document {
  const { title, sentences, tables } = resultDocument(result);
  const own = /^(Sides|Tables|Noise)/;
  return {
    title,
    sentences,
    tables: [
      ...tables.filter((one) => own.test(one.title)),
      ...comparisons.flatMap(({ table, comparison }) =>
        comparisonDocument(comparison).tables.map((one) => ({ ...one, title: `${one.title} in ${table}` })),
      ),
      ...tables.filter((one) => one.title === 'Differences'),
    ],
  };
}
