import type { ApplyResult, GenerateResult } from '../../index.js';
import { table } from './table.js';
import { bytes, count, counted, duration, printable, type Paint } from './text.js';

export interface View {
  readonly width: number;
  readonly paint: Paint;
  readonly verbose?: boolean;
}

/** Rows of a long list that are shown without `--verbose`. */
const SHOWN = { columns: 40, dropped: 20 };

/** Everything but the recipe, which is in its file. */
export function generatedJson(result: GenerateResult): object {
  const { columns, features, tables, recipeFile, notes, failures, seconds, peakMemory, limits } = result;
  return { columns, features, tables, recipeFile: recipeFile ?? null, notes, failures, seconds, peakMemory, limits };
}

export function appliedJson(result: ApplyResult): object {
  const { features, tables, notes, seconds, peakMemory } = result;
  return { features, tables, notes, seconds, peakMemory };
}

export async function generatedView(result: GenerateResult, view: View): Promise<string> {
  return sections([
    await columnsView(result.columns, view),
    await madeView(result.features, view),
    await droppedView(result.features, view),
    await failedView(result.failures, view),
    await writtenView(result, view),
  ]);
}

export async function appliedView(result: ApplyResult, view: View): Promise<string> {
  return sections([view.paint('bold', counted(result.features.length, 'feature')), await writtenView(result, view)]);
}

export const sections = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n\n');

/** `… and 12 more: --verbose shows all` below a list that was cut. */
function rest(all: number, shown: number): string {
  return all > shown ? `\n  … and ${count(all - shown)} more; --verbose shows all` : '';
}

/** What was found, and why it was taken for that. */
export async function columnsView(columns: GenerateResult['columns'], view: View): Promise<string> {
  const shown = view.verbose ? columns : columns.slice(0, SHOWN.columns);
  const heads = [{ title: 'column', flexible: true }, { title: 'type' }, { title: 'role' }, { title: 'why', flexible: true }];
  const rows = shown.map((c) => [c.name, c.semantic, c.role ?? '', c.why]);
  return `${view.paint('bold', counted(columns.length, 'column'))}\n${await table(heads, rows, view)}${rest(columns.length, shown.length)}`;
}

type Features = GenerateResult['features'];

/** How many features each transformer made. */
export async function madeView(features: Features, view: View): Promise<string> {
  const by = new Map<string, { made: number; dropped: number }>();
  for (const feature of features) {
    const sums = by.get(feature.transformer) ?? { made: 0, dropped: 0 };
    by.set(feature.transformer, { made: sums.made + 1, dropped: sums.dropped + (feature.dropped === undefined ? 0 : 1) });
  }
  const number = 'right' as const;
  const heads = [
    { title: 'transformer', flexible: true },
    { title: 'made', align: number },
    { title: 'kept', align: number },
    { title: 'dropped', align: number },
  ];
  const rows = [...by].map(([name, { made, dropped }]) => [name, count(made), count(made - dropped), dropped === 0 ? '' : count(dropped)]);
  const kept = features.filter((f) => f.dropped === undefined).length;
  const title = features.length === kept ? counted(kept, 'feature') : `${counted(kept, 'feature')} of ${count(features.length)} made`;
  return `${view.paint('bold', title)}${rows.length > 0 ? `\n${await table(heads, rows, view)}` : ''}`;
}

/** `near-constant (99.95 % are 0)` -> near-constant, `duplicate of x` -> duplicate. */
const kindOf = (reason: string): string => (reason.startsWith('|r|') ? 'correlated' : reason.replace(/ (?:\(|of |where )[^]*$/, ''));

/** Which features were dropped, by the kind of reason. */
export async function droppedView(features: Features, view: View): Promise<string> {
  const dropped = features.flatMap((f) => (f.dropped === undefined ? [] : [{ name: f.name, reason: f.dropped }]));
  if (dropped.length === 0) return '';
  const kinds = [...Map.groupBy(dropped, (d) => kindOf(d.reason))].sort((a, b) => b[1].length - a[1].length);
  const ordered = kinds.flatMap(([, list]) => list);
  const shown = view.verbose ? ordered : ordered.slice(0, SHOWN.dropped);
  const totals = kinds.map(([kind, list]) => `${count(list.length)} ${printable(kind)}`).join(', ');
  const heads = [
    { title: 'dropped', flexible: true },
    { title: 'reason', flexible: true },
  ];
  const rows = shown.map((d) => [d.name, d.reason]);
  return `${view.paint('bold', `${count(dropped.length)} dropped`)}: ${totals}\n${await table(heads, rows, view)}${rest(ordered.length, shown.length)}`;
}

/** What failed while the rest went on. */
export async function failedView(failures: GenerateResult['failures'], view: View): Promise<string> {
  if (failures.length === 0) return '';
  const heads = [
    { title: 'failed' },
    { title: 'plugin' },
    { title: 'column', flexible: true },
    { title: 'problem', flexible: true, wrap: true },
  ];
  const rows = failures.map((f) => [f.transformer ?? 'all of it', f.package ?? '', f.columns.join(', '), f.problem]);
  return `${view.paint('bold', counted(failures.length, 'failure'))}, left out\n${await table(heads, rows, view)}`;
}

type Written = Pick<ApplyResult, 'tables' | 'seconds' | 'peakMemory'> & Partial<Pick<GenerateResult, 'recipeFile' | 'limits'>>;

/** Rows, files, time and memory. */
export async function writtenView(result: Written, view: View): Promise<string> {
  const heads = [{ title: 'written', flexible: true }, { title: '' }, { title: 'rows', align: 'right' as const }];
  const rows = result.tables.map((t) => [t.file ?? '(not written)', result.tables.length > 1 ? t.name : '', count(t.rows)]);
  if (result.recipeFile !== undefined) rows.push([result.recipeFile, 'recipe', '']);
  for (const { name, recipe } of result.tables)
    if (recipe !== undefined && recipe !== result.recipeFile) rows.push([recipe, `recipe of ${name}`, '']);
  const limits = result.limits ? ` (engine limit ${result.limits.memory}, ${counted(result.limits.threads, 'thread')})` : '';
  const cost = `${duration(result.seconds)}, peak memory ${bytes(result.peakMemory)}${limits}`;
  return `${await table(heads, rows, { ...view, indent: 0 })}\n\n${view.paint('dim', cost)}`;
}
