import type { Json, Semantic } from '@mdm/sdk';
import type { Recipe } from '../../pipeline/recipe.js';
import type { Stored } from '../stage.js';
import type { Progressed } from '../workspace.js';

/** The dataset whose features are made, and what is known of it. */
export interface FeatureInput {
  readonly name: string;
  /** As it was typed; a module of custom features may have this name too. */
  readonly displayName?: string;
  readonly dataset: Stored;
  /** Role -> table. */
  readonly tables: Readonly<Record<string, string>>;
  readonly target?: string | undefined;
  readonly idColumns: readonly string[];
  readonly timeColumn?: string | undefined;
  readonly groupColumn?: string | undefined;
  readonly ignore?: readonly string[] | undefined;
  /** What a person said that columns are. */
  readonly types?: Readonly<Record<string, Semantic>> | undefined;
  /** Columns that hold dates, whatever they are stored as. */
  readonly datetime?: readonly string[] | undefined;
  /** Keeps the tables of generic and custom features; default `feature_engineering.keep_intermediate`. */
  readonly keepIntermediate?: boolean | undefined;
  readonly seed?: number | undefined;
  readonly onProgress?: ((progress: Progressed) => void) | undefined;
}

/** What one transformer, or one operation of a custom module, made of the training table. */
export interface FeatureLog {
  readonly name: string;
  readonly features: number;
  readonly dropped: number;
  readonly seconds: number;
}

export interface DroppedFeature {
  readonly name: string;
  readonly reason: string;
}

/** A column of a custom module, by the name it has in the feature tables. */
export interface CustomColumn {
  readonly name: string;
  /** As the module calls it. */
  readonly given: string;
  readonly type: 'double' | 'int64' | 'boolean' | 'text' | 'timestamp';
  readonly module: string;
  readonly operation: string;
}

export interface FeaturesMade {
  /** Role -> table of features. */
  readonly tables: Readonly<Record<string, string>>;
  /** Features of the training table, without ids and target. */
  readonly features: number;
  readonly dropped: number;
  readonly droppedFeatures: readonly DroppedFeature[];
  /** Rows of the feature tables, by role. */
  readonly rows: Readonly<Record<string, number>>;
  /** Absent when no transformer made a feature. */
  readonly recipe?: Recipe;
  readonly log: readonly FeatureLog[];
  readonly custom?: { readonly modules: readonly string[]; readonly columns: readonly CustomColumn[] };
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  readonly seconds: number;
}

/** The generator that is the old side of the features. */
export const OLD_SIDE = 'legacy';

/** Keys of the store's metadata. */
export const METADATA = { recipe: 'recipe', custom: 'custom_features', report: 'feature_report' } as const;

/** What is kept of a run beside its recipe. */
export interface FeatureReport {
  readonly made_at: string;
  readonly log: readonly FeatureLog[];
  readonly dropped: readonly DroppedFeature[];
  readonly tables: Readonly<Record<string, string>>;
  readonly rows: Readonly<Record<string, number>>;
  readonly features: number;
  /** Absent: the pipeline. */
  readonly made_by?: typeof OLD_SIDE;
  readonly seconds: number;
}

/** Plain data as JSON. */
export const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
