import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planFeatures, type GenerateOptions, type PlanReport } from '@mdm/cli';

/*
 * What MDM asks the engine for, to be read and reviewed. `npm run golden` writes the files anew; nothing but that changes them.
 */
const root = join(import.meta.dirname, '../..');
const PLANS: Readonly<Record<string, GenerateOptions>> = {
  penguins: { source: join(root, 'examples/penguins.csv'), target: 'species' },
  weather: {
    source: join(root, 'test/data/seattle_weather.csv'),
    target: 'weather',
    time: 'date',
    only: ['temporal', 'statistical.zscore', 'statistical.percentile', 'categorical'],
  },
  flights: {
    source: join(root, 'test/data/flights_sample.csv'),
    id: ['id'],
    time: 'dep_ts',
    group: 'carrier',
    target: 'arr_delay',
    only: ['temporal.lag', 'temporal.rolling', 'temporal.gap', 'categorical.target', 'categorical.count', 'statistical.group'],
    set: { 'temporal.rolling.intervals': ['1d'] },
  },
};

/** How the table is read: the same in every statement, so shown once. */
const TABLE = /\(SELECT c0 AS .*? FROM read_parquet\(.*?\) AS t\([^)]*\)\)/;

/** One clause a line; the temporary folder has no name. */
const clauses = (sql: string): string =>
  sql
    .replace(/'[^']*\/mdm-[^/']+\//g, "'TEMP/")
    .replaceAll(new RegExp(TABLE, 'g'), '(THE TABLE)')
    .replace(/ (FROM|WHERE|GROUP BY|ORDER BY|WINDOW) /g, '\n$1 ');

function shown(plan: PlanReport): string {
  const parts = [
    `${plan.columns.length} columns, ${plan.features.length} features, ${plan.scans.length} scans, ${plan.stages.length} stages`,
    ...plan.columns.map((c) => `column ${c.name}: ${c.type}, ${c.semantic}${c.role ? `, the ${c.role}` : ''}`),
    `the table\n${clauses(TABLE.exec(plan.sql)?.[0].slice(1, -1) ?? 'see each statement')};\n`,
    ...plan.scans.map((s) => `scan for ${s.purpose} (${s.measures})\n${clauses(s.sql)};\n`),
    ...plan.stages.map(
      (s) =>
        `stage ${s.name}: ${s.kind}, ${s.outputs.join(', ')}${s.sql === undefined ? ` (${s.reason ?? ''})` : `\n${clauses(s.sql)};\n`}`,
    ),
    `features\n${clauses(plan.sql)};`,
  ];
  return `${parts.map((p) => `-- ${p}`).join('\n')}\n`;
}

test.each(Object.keys(PLANS))('%s.sql', async (name) => {
  const [found, again] = [
    shown(await planFeatures({ ...PLANS[name]!, threads: 1 })),
    shown(await planFeatures({ ...PLANS[name]!, threads: 2 })),
  ];
  expect(again).toBe(found);
  const file = join(import.meta.dirname, `${name}.sql`);
  if (process.env['MDM_GOLDEN'] === 'write') await writeFile(file, found);
  expect(found).toBe(await readFile(file, 'utf8').catch(() => 'There is no such file: `npm run golden` writes it.'));
});
