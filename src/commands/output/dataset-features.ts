import type { AppliedFeatures } from '../../datasets/features/apply.js';
import type { FeaturesMade } from '../../datasets/features/input.js';
import type { View } from './generated.js';
import { table } from './table.js';
import { count, counted, duration } from './text.js';

const SHOWN = 20;

/** Everything but the recipe, which is kept with the dataset. */
export function datasetFeaturesJson({ recipe: _, ...made }: FeaturesMade): object {
  return made;
}

/**
 * What each transformer made. Its seconds are a share of one SELECT that makes the features of all (`secondsByTransformer`), and
 * nothing was measured for it where that took less than a second.
 */
export async function byTransformer(log: FeaturesMade['log'], view: View): Promise<string> {
  if (log.length === 0) return '';
  const right = 'right' as const;
  const measured = log.reduce((sum, { seconds }) => sum + seconds, 0) >= 1;
  const heads = [
    { title: 'transformer', flexible: true },
    { title: 'kept', align: right },
    { title: 'dropped', align: right },
    ...(measured ? [{ title: '≈ seconds', align: right }] : []),
  ];
  const rows = log.map(({ name, features, dropped, seconds }) => [
    name,
    count(features),
    dropped === 0 ? '' : count(dropped),
    ...(measured ? [seconds.toFixed(2)] : []),
  ]);
  return table(heads, rows, view);
}

/** What was made of a dataset: by transformer, what was dropped, and the tables. */
export async function datasetFeaturesView(made: FeaturesMade, view: View): Promise<string> {
  const right = 'right' as const;
  const all = made.features + made.dropped;
  const title = made.dropped === 0 ? counted(made.features, 'feature') : `${counted(made.features, 'feature')} of ${count(all)} made`;
  const lines = await byTransformer(made.log, view);
  const parts = [`${view.paint('bold', title)}${lines && `\n${lines}`}`];
  if (made.droppedFeatures.length > 0) {
    const shown = view.verbose ? made.droppedFeatures : made.droppedFeatures.slice(0, SHOWN);
    const reasons = shown.map(({ name, reason }) => [name, reason]);
    const columns = [
      { title: 'dropped', flexible: true },
      { title: 'reason', flexible: true },
    ];
    const more = made.droppedFeatures.length - shown.length;
    parts.push(`${await table(columns, reasons, view)}${more > 0 ? `\n  … and ${count(more)} more; --verbose shows all` : ''}`);
  }
  const tables = Object.entries(made.tables).map(([role, name]) => [name, role, count(made.rows[role] ?? 0)]);
  parts.push(
    await table([{ title: 'table', flexible: true }, { title: 'of' }, { title: 'rows', align: right }], tables, { ...view, indent: 0 }),
  );
  parts.push(view.paint('dim', duration(made.seconds)));
  return parts.join('\n\n');
}

export function appliedDatasetView({ features, rows, file, seconds }: AppliedFeatures, { paint }: View): string {
  return `${paint('bold', counted(features.length, 'feature'))} of ${counted(rows, 'row')} in ${file}\n${paint('dim', duration(seconds))}`;
}
