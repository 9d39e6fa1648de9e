import type { MigrationStatus } from '../../migration/status/status.js';
import type { Validated } from '../../migration/validate/validate.js';
import { table } from './table.js';
import { counted, duration, printable, type Paint } from './text.js';

interface Screen {
  readonly width: number;
  readonly paint: Paint;
}

const COLORS = { passed: 'green', failed: 'red', skipped: 'yellow' } as const;

/** The checks of each dataset, and how many datasets passed. */
export async function validatedView(validated: readonly Validated[], { width, paint }: Screen): Promise<string> {
  const parts: string[] = [];
  for (const { name, from, checks, ok } of validated) {
    const said = ok ? paint('green', 'equal') : paint('red', 'not equal');
    const rows = checks.map(({ check, result, detail }) => [check, result, detail]);
    const columns = [{ title: 'Check' }, { title: 'Result' }, { title: 'Detail', flexible: true }];
    parts.push(`${paint('bold', printable(name))}, from ${printable(from)}: ${said}`, await table(columns, rows, { width, paint }));
  }
  const failed = validated.filter(({ ok }) => !ok).length;
  const words = failed === 0 ? 'all are equal' : paint(COLORS.failed, `${failed} are not equal`);
  return [...parts, `${counted(validated.length, 'dataset')} compared: ${words}.`].join('\n');
}

/** Datasets, runs, and the log that was asked for. */
export async function statusView({ datasets, runs, problems, log }: MigrationStatus, { width, paint }: Screen): Promise<string> {
  const parts: string[] = [];
  if (datasets.length > 0)
    parts.push(
      await table(
        [
          { title: 'Dataset', flexible: true },
          { title: 'State' },
          { title: 'Backend' },
          { title: 'From', flexible: true },
          { title: 'When' },
          { title: 'Why', flexible: true },
        ],
        datasets.map((one) => [one.name, one.state, one.backend ?? '', one.from ?? '', short(one.at), one.why ?? '']),
        { width, paint },
      ),
    );
  else parts.push('There are no datasets.');
  if (runs.length > 0)
    parts.push(
      '',
      await table(
        [
          { title: 'Run', flexible: true },
          { title: 'To' },
          { title: 'Migrated', align: 'right' },
          { title: 'Skipped', align: 'right' },
          { title: 'Failed', align: 'right' },
          { title: 'Open', align: 'right' },
          { title: 'Rows', align: 'right' },
          { title: 'Took', align: 'right' },
        ],
        runs.map((run) => [
          run.run,
          run.to,
          ...[run.migrated, run.skipped, run.failed, run.open, run.rows].map(String),
          duration(run.seconds),
        ]),
        { width, paint },
      ),
    );
  if (log)
    parts.push(
      '',
      ...log.map(({ at, dataset, what }) => `  ${at}  ${dataset === undefined ? '' : `${printable(dataset)}: `}${printable(what)}`),
    );
  for (const problem of problems) parts.push(`Cannot be read: ${printable(problem)}`);
  if (runs.some(({ done }) => !done)) parts.push('', 'To go on with what is open or failed: mdm migrate resume');
  return parts.join('\n');
}

const short = (at: string | null): string => (at === null ? '' : at.slice(0, 16).replace('T', ' '));
