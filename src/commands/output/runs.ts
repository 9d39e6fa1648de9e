import type { Outcome } from '../../datasets/batch.js';
import type { MigratedAll } from '../../migration/all/migrate.js';
import type { ConfigMigration } from '../../migration/config/index.js';
import type { MigratedHome } from '../../migration/home/migrate.js';
import type { Worked } from '../../migration/runs/work.js';
import { errorJson } from './batch.js';
import { table } from './table.js';
import { bytes, counted, duration, printable, type Paint } from './text.js';

interface Screen {
  readonly width: number;
  readonly paint: Paint;
}

export const workedWords = ({ state, rows, store, why }: Worked): string =>
  state === 'skipped' ? `skipped: ${why}` : `${counted(rows, 'row')}, in ${printable(store)}`;

const outcomeJson = (one: Outcome<Worked>): object =>
  one.ok ? { name: one.name, ...one.value } : { name: one.name, state: 'failed', error: errorJson(one.error) };

const countsOf = (outcomes: readonly Outcome<Worked>[]): { migrated: number; skipped: number; failed: number; rows: number } => {
  const done = outcomes.flatMap((one) => (one.ok ? [one.value] : []));
  const migrated = done.filter(({ state }) => state === 'migrated');
  return {
    migrated: migrated.length,
    skipped: done.length - migrated.length,
    failed: outcomes.length - done.length,
    rows: migrated.reduce((sum, { rows }) => sum + rows, 0),
  };
};

export function homeJson(
  { from, to, dryRun, run, plan, outcomes, customModules, left, seconds }: MigratedHome,
  taken?: ConfigMigration,
): object {
  return {
    from,
    to,
    dry_run: dryRun,
    run: run ?? null,
    ...(plan ? { plan } : { ...countsOf(outcomes), datasets: outcomes.map(outcomeJson) }),
    config: taken ? { file: taken.to, written: taken.written, keys: taken.keys } : null,
    custom_modules: customModules,
    not_taken_over: left,
    seconds,
  };
}

export function allJson({ to, dryRun, run, outcomes, plans, seconds }: MigratedAll): object {
  const planned = plans.map((one) =>
    one.ok
      ? { name: one.name, plan: withoutRecord(one.value.plan), drops: one.value.drops }
      : { name: one.name, error: errorJson(one.error) },
  );
  return {
    to,
    dry_run: dryRun,
    run: run ?? null,
    ...(dryRun ? { plans: planned } : { ...countsOf(outcomes), datasets: outcomes.map(outcomeJson) }),
    seconds,
  };
}

function withoutRecord<T extends { readonly record: unknown }>(plan: T | undefined): Omit<T, 'record'> | null {
  if (!plan) return null;
  const { record: _, ...rest } = plan;
  return rest;
}

/** What a run did, in one sentence, and what is left to do. */
export function summaryOf(outcomes: readonly Outcome<Worked>[], run: string | undefined, seconds: number): string {
  const { migrated, skipped, failed, rows } = countsOf(outcomes);
  const more = [...(skipped > 0 ? [`${skipped} skipped`] : []), ...(failed > 0 ? [`${failed} failed`] : [])];
  return [
    `Migrated ${counted(migrated, 'dataset')}, ${counted(rows, 'row')}, in ${duration(seconds)}${more.length > 0 ? `; ${more.join(', ')}` : ''}.`,
    `Run: ${run}`,
  ].join('\n');
}

/** What stays in the other home, and what has to be done by hand. */
export function restOf({ customModules, left }: Pick<MigratedHome, 'customModules' | 'left'>): string[] {
  return [
    ...customModules.map(({ file }) => `Custom features to port: ${printable(file)} (mdm migrate features ${quoted(file)} -o DIR)`),
    ...(left.length > 0 ? [`Not taken over: ${left.map(printable).join(', ')}`] : []),
  ];
}

const quoted = (path: string): string => (/^[\w./@-]+$/.test(path) ? path : `'${printable(path)}'`);

export async function homePlanView({ from, to, plan, customModules, left }: MigratedHome, { width, paint }: Screen): Promise<string> {
  const rows = plan!.datasets.map((one) => [
    one.name,
    one.from ?? '',
    one.rows === undefined ? '' : String(one.rows),
    one.bytes === undefined ? '' : bytes(one.bytes),
    one.will,
    one.why ?? '',
  ]);
  const columns = [
    { title: 'Dataset', flexible: true },
    { title: 'Backend' },
    { title: 'Rows', align: 'right' as const },
    { title: 'Size', align: 'right' as const },
    { title: 'Would' },
    { title: 'Why', flexible: true },
  ];
  const free = plan!.free === undefined ? '' : `, ${bytes(plan!.free)} are free`;
  return [
    `${printable(from)} would be migrated to ${to}:`,
    await table(columns, rows, { width, paint }),
    `It may take ${bytes(plan!.needed)}${free}.`,
    ...restOf({ customModules, left }),
  ].join('\n');
}

export async function allPlanView({ to, plans }: MigratedAll, { width, paint }: Screen): Promise<string> {
  const rows = plans.map((one) => {
    if (!one.ok) return [one.name, '', '', '', 'fail', one.error.message];
    const { plan, drops } = one.value;
    const takes = drops.length > 0 ? `takes away ${drops.map(({ backend, store }) => `${store} (${backend})`).join(', ')}` : '';
    if (!plan) return [one.name, to, '', '', takes ? 'drop' : 'skip', takes || `it is kept by ${to} already`];
    return [one.name, plan.from.backend, String(plan.rows), bytes(plan.bytes), takes ? 'migrate, drop' : 'migrate', takes];
  });
  const columns = [
    { title: 'Dataset', flexible: true },
    { title: 'Backend' },
    { title: 'Rows', align: 'right' as const },
    { title: 'Size', align: 'right' as const },
    { title: 'Would' },
    { title: 'Why', flexible: true },
  ];
  const needed = plans.reduce((sum, one) => sum + (one.ok ? (one.value.plan?.needed ?? 0) : 0), 0);
  return [`Datasets would move to ${to}:`, await table(columns, rows, { width, paint }), `They may take ${bytes(needed)}.`].join('\n');
}

/** What became of the settings of the other home. */
export function configLines(taken: ConfigMigration | undefined, from: string): string[] {
  if (!taken || taken.keys.length === 0) return [];
  const wrong = taken.keys.filter(({ what }) => what === 'wrong').length;
  const see = `mdm migrate config --from ${quoted(from)} --dry-run`;
  if (wrong > 0) return [`The configuration was not taken over: ${counted(wrong, 'value')} would be wrong. See: ${see}`];
  const dropped = taken.keys.filter(({ what }) => what === 'dropped').length;
  const would = taken.changes && !taken.written ? 'would be' : 'are';
  const more = dropped > 0 ? `; ${dropped} ${would} left out, see: ${see}` : '';
  return [`Configuration: ${counted(taken.keys.length - dropped, 'value')} ${would} in ${printable(taken.to)}${more}.`];
}
