import { readFileSync } from 'node:fs';
import type { Planned } from './features.js';
import type { Folds } from './folds.js';
import type { Fitted } from './generate.js';
import type { ReadyOptions } from './options.js';
import { hashFiles } from './output.js';
import { RECIPE_VERSION, type Recipe } from './recipe.js';
import { SIGNAL, type SignalResult } from './signal.js';
import { saveTables } from './tables.js';
import type { TransformerSource } from './transformers.js';

export async function makeRecipe(
  f: Fitted,
  kept: readonly Planned[],
  signal: SignalResult,
  options: ReadyOptions,
  source: TransformerSource,
  beside: (file: string) => Promise<string>,
  rename: Readonly<Record<string, string>> | undefined = options.profile?.rename,
): Promise<Recipe> {
  const folds: Folds | undefined = f.fitted.tables.folds();
  const infos = new Map(source.list().map((t) => [t.id, t]));
  const [version] = (await f.db.rows('SELECT version()'))[0]!;
  return {
    $schema: 'urn:mdm:recipe:1',
    mdm: { recipe: RECIPE_VERSION, cli: cliVersion() },
    engine: { name: 'duckdb', version: version as string },
    training: { rows: f.training.rows, sha256: options.recipe === undefined ? '' : await hashFiles(f.training.files) },
    input: f.columns
      .filter((c) => c.role !== 'ignored')
      .map(({ name, type, semantic, role, format, why, stats }) => ({
        name,
        type,
        semantic,
        ...(role ? { role } : {}),
        ...(format === undefined ? {} : { format }),
        why,
        stats,
      })),
    options: { seed: options.seed ?? 0, keep: options.keep ?? options.profile?.keep ?? 'all' },
    ...(options.profile?.reading ? { reading: options.profile.reading as Recipe['reading'] } : {}),
    transformers: f.tasks.map((t) => ({
      id: t.id,
      version: t.transformer.meta.version,
      kind: t.transformer.kind,
      package: infos.get(t.id)?.package ?? '',
      packageVersion: infos.get(t.id)?.packageVersion ?? '',
      params: t.scope.params as Recipe['transformers'][number]['params'],
      on: t.scope.on.map((c) => c.name),
    })),
    folds: (folds as Recipe['folds'] | undefined) ?? null,
    signal: { ...SIGNAL, ...options.signalFilter, rows: signal.rows },
    features: f.features.map((x) => {
      const why = signal.dropped.get(x.name);
      return {
        name: x.name,
        transformer: x.transformer,
        type: x.type,
        sources: [...x.sources],
        explain: x.explain,
        fitted: x.state,
        expr: x.expr,
        signal: why === undefined ? { kept: true } : { kept: false, reason: why },
      };
    }),
    ...(rename ? { rename: { ...rename } } : {}),
    tables: await saveTables(f.db, f.fitted.tables, kept, options.recipe, beside),
  };
}

export const cliVersion = (): string =>
  (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version;
