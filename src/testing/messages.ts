import type { Transformer } from '@mdm/sdk';
import type { Result } from './report.js';

/** What the process that tests a package is asked for. */
export interface Job {
  readonly root: string;
  /** Whether its test files are imported. */
  readonly tests: boolean;
  /** Test files and transformers that ended or outlived a process before. */
  readonly skipFiles: readonly string[];
  readonly skipTransformers: readonly string[];
}

/** What it tells, in this order: imports, what there is to test, then each check. */
export type Message =
  | { readonly kind: 'importing'; readonly file: string }
  /** Something that is no transformer's own: a file that cannot be imported. */
  | { readonly kind: 'problem'; readonly where: string; readonly problem: string }
  | { readonly kind: 'note'; readonly note: string }
  | { readonly kind: 'transformer'; readonly name: string; readonly as: Transformer['kind'] }
  | { readonly kind: 'checking'; readonly name: string }
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'end' };
