import type { Database } from '../../engine/duckdb/driver.js';
import type { Recipe } from '../../pipeline/recipe.js';
import type { GenerateResult } from '../../pipeline/result.js';
import type { DroppedFeature, FeatureLog } from './input.js';
import { judge, type Rules } from './judge.js';
import { isCustom } from './plugins.js';
import { createNames, tableName, wishedName } from './names.js';

/** A column of a feature table: in which file it is and under which name. */
export interface FileColumn {
  readonly name: string;
  readonly column: string;
}

/** The features that stay, with their names in the tables. */
export interface Chosen {
  /** Transformer -> its features that stay. */
  readonly parts: ReadonlyMap<string, readonly FileColumn[]>;
  /** Names as made -> names in the tables. */
  readonly rename: ReadonlyMap<string, string>;
  readonly dropped: readonly DroppedFeature[];
  readonly reasons: ReadonlyMap<string, string>;
  readonly log: readonly FeatureLog[];
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

export type Names = ReturnType<typeof createNames>;

/** Names of the columns that stand before the features; those that differ by case alone get a number. */
export function namesWith(columns: readonly string[], notes: string[]): { readonly names: Names; readonly kept: readonly FileColumn[] } {
  const names = createNames();
  const kept = columns.map((column) => {
    const { name, clash } = names.take(column, `the column ${column}`);
    if (clash) notes.push(`${column} and ${clash.with.replace(/^the column /, '')} differ by case alone: the first is called ${name}.`);
    return { name, column };
  });
  return { names, kept };
}

/** Drops what says nothing and names what stays. `originals`: columns of the data, whose names no feature gets. */
export async function chooseFeatures(
  db: Database,
  result: GenerateResult,
  names: Names,
  originals: readonly string[],
  rules: Rules,
): Promise<Chosen> {
  const training = result.tables[0]!;
  const parts = new Map<string, readonly FileColumn[]>();
  const rename = new Map<string, string>();
  const dropped: DroppedFeature[] = [];
  const reasons = new Map<string, string>();
  const log: FeatureLog[] = [];
  const warnings: string[] = [];
  const notes: string[] = [];
  const data = new Set(originals.map(tableName));
  const made = result.features.filter(({ dropped: why }) => why === undefined);
  const verdicts = await judge(
    db,
    training.file!,
    made.map(({ name }) => name),
    rules,
  );
  for (const [transformer, features] of Map.groupBy(made, (feature) => feature.transformer)) {
    const kept: FileColumn[] = [];
    for (const { name: column } of features) {
      const own = result.own?.get(column) ?? { on: [], name: column };
      const wish = wishedName(transformer, own);
      const why = verdicts.get(column);
      if (why) {
        dropped.push({ name: tableName(wish), reason: why.reason });
        reasons.set(column, why.reason);
        rename.set(column, tableName(wish));
        continue;
      }
      const owner = isCustom(transformer) ? (data.has(tableName(wish)) ? 'a column of the data' : names.ownerOf(wish)) : undefined;
      if (owner !== undefined) {
        const { name } = names.take(`custom_${wish}`, wish);
        warnings.push(`The feature ${tableName(wish)} of ${transformer} has the name of ${owner}: it is called ${name}.`);
        kept.push({ name, column });
        rename.set(column, name);
        continue;
      }
      // A name of the data is taken even where the data is not beside the features.
      const ofData = data.has(tableName(wish)) && !names.has(wish);
      const { name, clash } = names.take(ofData ? `${wish}_feature` : wish, wish);
      const before = ofData ? 'a column of the data' : clash?.with;
      if (before !== undefined)
        notes.push(`The feature ${wish} of ${transformer} has the name of ${before}, case aside: it is called ${name}.`);
      kept.push({ name, column });
      rename.set(column, name);
    }
    parts.set(transformer, kept);
    const seconds = result.transformerSeconds?.get(transformer) ?? 0;
    log.push({ name: transformer, features: kept.length, dropped: features.length - kept.length, seconds });
  }
  const missing = made.filter(({ name }) => verdicts.get(name)?.missing);
  for (const [reason, features] of Map.groupBy(missing, ({ name }) => verdicts.get(name)!.reason))
    warnings.push(`The ${someOf(features.map(({ name }) => rename.get(name)!))} dropped: ${reason}.`);
  return { parts, rename, dropped, reasons, log, warnings, notes };
}

const someOf = (names: readonly string[]): string =>
  names.length === 1
    ? `feature ${names[0]} is`
    : `features ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''} are`;

/** The recipe with the names of the tables and without what was dropped. */
export function finishedRecipe(recipe: Recipe, chosen: Chosen, kept: readonly FileColumn[]): Recipe {
  const columns = kept.filter(({ name, column }) => name !== column).map(({ name, column }) => [column, name]);
  return {
    ...recipe,
    options: { ...recipe.options, keep: 'ids' },
    features: recipe.features.map((feature) => {
      const reason = chosen.reasons.get(feature.name);
      return reason === undefined ? feature : { ...feature, signal: { kept: false, reason } };
    }),
    rename: Object.fromEntries([...columns, ...chosen.rename]) as Record<string, string>,
  };
}
