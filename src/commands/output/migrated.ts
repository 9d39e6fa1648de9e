import type { Migrated } from '../../datasets/migrate.js';
import { bytes, counted, duration, printable, type Paint } from './text.js';

export const migratedJson = ({ record, plan, dryRun, verified, fingerprints, dropped, kept, seconds }: Migrated): object => ({
  name: record.name,
  migrated: !dryRun && plan !== undefined,
  dry_run: dryRun,
  from: plan?.from ?? null,
  to: plan?.to ?? { backend: record.database.backend, store: record.database.store },
  tables: plan?.tables ?? [],
  rows: plan?.rows ?? 0,
  bytes: plan?.bytes ?? 0,
  space_needed: plan?.needed ?? 0,
  space_free: plan?.free ?? null,
  verified,
  fingerprints,
  dropped,
  kept,
  seconds,
});

/** What would be done. */
export function planView({ record, plan, kept }: Migrated): string {
  const rest = kept.map(({ backend, store }) => `  Left of an earlier migration: ${store} (${backend})`);
  if (!plan) return [`${printable(record.display_name)} is kept by ${record.database.backend} already.`, ...rest].join('\n');
  return [
    `${printable(record.display_name)} would move from ${plan.from.backend} to ${plan.to.backend}:`,
    `  from ${printable(plan.from.location)} (${bytes(plan.bytes)})`,
    `  to   ${printable(plan.to.location)}`,
    ...plan.tables.map(({ table, rows, columns }) => `  ${printable(table)}: ${counted(rows, 'row')}, ${counted(columns, 'column')}`),
    `  Space: up to ${bytes(plan.needed)} are needed${plan.free === undefined ? '' : `, ${bytes(plan.free)} are free`}`,
    ...rest,
  ].join('\n');
}

const VERIFIED = { full: 'all values are equal', counts: 'rows, columns and types are equal', none: 'not compared' } as const;

export function migratedView({ record, plan, verified, dropped, kept, seconds }: Migrated, paint: Paint): string {
  const lines: string[] = [];
  if (plan) {
    lines.push(
      paint('bold', `Moved ${printable(record.display_name)} from ${plan.from.backend} to ${plan.to.backend} in ${duration(seconds)}.`),
      `  ${counted(plan.tables.length, 'table')}, ${counted(plan.rows, 'row')}; ${VERIFIED[verified]}.`,
      `  ${printable(plan.to.location)}`,
    );
  }
  for (const { backend, store } of dropped) lines.push(`  Taken away: ${printable(store)} (${backend})`);
  for (const { backend, store } of kept)
    lines.push(
      `  The source stays: ${printable(store)} (${backend}). Take it away: mdm dataset migrate ${record.name} --to ${record.database.backend} --drop-source`,
    );
  return lines.join('\n');
}
