import type { GenerateOptions, GenerateResult, MadeFeature, Registry } from '../../index.js';
import { table } from './table.js';
import { counted, duration, printable, type Paint } from './text.js';

/** Rows shown of each feature. */
const ROWS = 5;

/** The features that one plugin makes of a table, with their first values. None is filtered out, and nothing is written. */
export async function previewOf(
  options: GenerateOptions & { readonly registry: Registry },
  namespace: string,
  { width, paint }: { readonly width: number; readonly paint: Paint },
): Promise<{ readonly text: string; readonly failed: boolean }> {
  const { generateFeatures } = await import('../../index.js');
  const first = new Map<string, unknown[]>();
  let training: string | undefined;
  const result = await generateFeatures({
    ...options,
    only: options.only ?? [namespace],
    signalFilter: { enabled: false },
    keep: 'none',
    keepGoing: true,
    onBatch: (batch, name) => {
      training ??= name;
      if (name !== training) return;
      for (const { name: column } of batch.schema.fields) {
        const values = first.get(column) ?? [];
        if (values.length < ROWS)
          values.push(
            ...Array.from({ length: Math.min(ROWS - values.length, batch.numRows) }, (_, i) => batch.getChild(column)?.get(i) as unknown),
          );
        first.set(column, values);
      }
    },
  });
  const rows = result.features.map((f) => [
    f.name,
    f.type,
    (first.get(f.name) ?? []).map((value) => shown(value, f.type)).join(', '),
    f.explain,
  ]);
  const columns = [
    { title: 'feature', flexible: true },
    { title: 'type' },
    { title: 'first values', flexible: true, wrap: true },
    { title: 'explanation', flexible: true, wrap: true },
  ];
  const head = `${counted(rows.length, 'feature')} of ${printable(options.source)} in ${duration(result.seconds)}`;
  const failed = failures(result)
    .map((line) => `\n${paint('red', line)}`)
    .join('');
  const text = rows.length === 0 ? `${head}${failed}` : `${head}\n${await table(columns, rows, { width, paint })}${failed}`;
  return { text, failed: failed !== '' };
}

const failures = (result: GenerateResult): readonly string[] =>
  result.failures.map((f) => printable(`${f.transformer ?? f.package ?? 'The plugin'} failed on ${f.columns.join(', ')}: ${f.problem}.`));

function shown(value: unknown, type: MadeFeature['type']): string {
  if (value === null || value === undefined) return 'missing';
  if (type === 'timestamp') return new Date(Number(value)).toISOString().slice(0, 19).replace('T', ' ');
  if (type === 'double') return String(Number(Number(value).toPrecision(6)));
  return typeof value === 'string' ? value : JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? Number(v) : v));
}
