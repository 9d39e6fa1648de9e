import type { Json, ScalarType } from '@mdm/sdk';
import type { TransformerFailure } from '../errors.js';
import type { Scan } from './fit.js';
import type { Recipe } from './recipe.js';
import type { ProfiledColumn } from './table.js';

export interface MadeFeature {
  readonly name: string;
  readonly transformer: string;
  readonly type: ScalarType;
  readonly explain: string;
  /** Why the signal filter left it out. */
  readonly dropped?: string;
}
export interface MadeTable {
  readonly name: string;
  readonly rows: number;
  readonly file?: string;
  /** Where each table is fitted on itself: the input columns in its output, and its features. */
  readonly originals?: number;
  readonly features?: readonly string[];
  /** And the file of its own recipe. */
  readonly recipe?: string;
}
export interface GenerateResult {
  readonly columns: readonly ProfiledColumn[];
  readonly features: readonly MadeFeature[];
  readonly tables: readonly MadeTable[];
  readonly recipe: Recipe;
  /** The columns a feature belongs to and its name without them, by its name in the recipe. */
  readonly own?: ReadonlyMap<string, { readonly on: readonly string[]; readonly name: string }>;
  readonly recipeFile?: string;
  readonly notes: readonly string[];
  /** With `keepGoing`: the transformers that failed, one entry for each call. */
  readonly failures: readonly TransformerFailure[];
  readonly seconds: number;
  /** With `timed`: how the seconds of making the training table's features divide among transformers. */
  readonly transformerSeconds?: ReadonlyMap<string, number>;
  /** Peak resident memory of this process so far, in bytes. */
  readonly peakMemory: number;
  readonly limits: { readonly memory: string; readonly threads: number };
}
export interface ApplyResult {
  readonly tables: readonly MadeTable[];
  readonly features: readonly string[];
  readonly notes: readonly string[];
  readonly seconds: number;
  readonly peakMemory: number;
}
export interface PlanReport {
  readonly columns: readonly ProfiledColumn[];
  readonly failures: readonly TransformerFailure[];
  readonly features: readonly MadeFeature[];
  readonly scans: readonly Scan[];
  readonly stages: readonly {
    readonly name: string;
    readonly kind: 'window' | 'rank' | 'batch' | 'values' | 'text';
    readonly outputs: readonly string[];
    readonly sql?: string;
    readonly reason?: string;
  }[];
  /** The one SELECT that makes the features of the training table. */
  readonly sql: string;
}
export interface FeatureExplanation {
  readonly name: string;
  readonly transformer: string;
  readonly type: ScalarType;
  readonly sources: readonly string[];
  readonly explain: string;
  readonly fitted: Json;
  readonly sql: string;
  readonly kept: boolean;
  readonly reason?: string;
}
export interface DiffReport {
  readonly kind: 'recipes' | 'features';
  readonly equal: boolean;
  readonly entries: readonly { readonly what: string; readonly a: string; readonly b: string }[];
}
