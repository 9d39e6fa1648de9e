import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { MdmError } from '../errors.js';
import { diffRecipes } from '../pipeline/diff.js';
import { loadRecipe } from '../pipeline/load.js';
import type { RunOptions } from '../pipeline/options.js';
import type { DiffReport } from '../pipeline/result.js';
import { compareTables } from './compare.js';
import { cells } from './report.js';
import type { Comparison } from './result.js';

/** Compares two recipes (both .json with a recipe in them) or two feature files, row by row in file order. */
export async function diff(a: string, b: string, options: RunOptions = {}): Promise<DiffReport> {
  for (const p of [a, b])
    if (!(await stat(p).catch(() => undefined))) throw new MdmError('not-found', `There is no file ${p}.`, 'Check the path.');
  const recipes = [a, b].map((p) => extname(p) === '.json' && /recipe/i.test(p));
  if (recipes[0] !== recipes[1])
    throw new MdmError('usage', `${a} and ${b} are not of one kind.`, 'Compare two recipes or two feature files.');
  if (recipes[0]) {
    const entries = diffRecipes(await loadRecipe(a), await loadRecipe(b));
    return { kind: 'recipes', equal: entries.length === 0, entries };
  }
  // Order of columns is of no interest to who looks for other values.
  const comparison = await compareTables(a, b, { ...options, ignore: ['order'] });
  return { kind: 'features', equal: comparison.equal, entries: entriesOf(comparison) };
}

function entriesOf({ equal, rows, columns, features, reasons }: Comparison): DiffReport['entries'] {
  if (equal) return [];
  const types = new Set(columns.type);
  const entries = [
    ...(rows.a === rows.b ? [] : [{ what: 'rows', a: String(rows.a), b: String(rows.b) }]),
    ...columns.missing.map((name) => ({ what: `column ${name}`, a: 'present', b: 'absent' })),
    ...columns.extra.map((name) => ({ what: `column ${name}`, a: 'absent', b: 'present' })),
    ...features.flatMap(({ name, typeA, typeB }) => (types.has(name) ? [{ what: `column ${name}: type`, a: typeA, b: typeB }] : [])),
    ...features.flatMap((feature) => {
      if (feature.equal === feature.compared) return [];
      const [, compared, , largest, , , row, a, b] = cells(feature);
      const far = largest === '' ? '' : `, largest difference ${largest}`;
      return [
        {
          what: `${feature.name}: ${feature.compared - feature.equal} of ${compared} rows differ${far}; first at row ${row}`,
          a: a!,
          b: b!,
        },
      ];
    }),
  ];
  // Nothing that was compared is no equality.
  return entries.length > 0 ? entries : reasons.map((what) => ({ what, a: '', b: '' }));
}
