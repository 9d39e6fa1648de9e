/** Every way MDM can fail: the exit code of the command and what the code means. */
export const ERRORS = {
  usage: { exit: 2, means: 'a flag or argument is wrong' },
  'unknown-column': { exit: 2, means: 'a column that was named is not in the table' },
  'unknown-transformer': { exit: 2, means: 'no installed transformer has this name' },
  'unknown-plugin': { exit: 2, means: 'no plugin has this name' },
  'unknown-parameter': { exit: 2, means: 'the transformer has no such parameter, or the value is out of range' },
  'nothing-to-do': { exit: 2, means: 'no transformer applies to any column' },
  'not-found': { exit: 3, means: 'a file, folder or package is not there' },
  exists: { exit: 4, means: 'the output is there already' },
  permission: { exit: 5, means: 'a file may not be read or written' },
  'bad-data': { exit: 1, means: 'the file cannot be read as a table' },
  empty: { exit: 1, means: 'the table has no rows or no columns' },
  target: { exit: 1, means: 'the target cannot be used' },
  'schema-mismatch': { exit: 1, means: 'a table does not fit the recipe or the training table' },
  recipe: { exit: 1, means: 'the recipe cannot be used' },
  plugin: { exit: 1, means: 'a plugin failed or broke its contract' },
  registry: { exit: 6, means: 'a package registry or a git server cannot be reached, or refused' },
  integrity: { exit: 1, means: 'a package is not the one that was meant: its checksum or its signature is wrong' },
  refused: { exit: 1, means: 'a package was not installed, because it is no plugin for this MDM or was not confirmed' },
  'disk-full': { exit: 6, means: 'there is no space left for the output or for temporary files' },
  memory: { exit: 6, means: 'the work does not fit into the memory limit' },
  engine: { exit: 6, means: 'the engine refused a query' },
  backend: { exit: 6, means: 'a database of datasets cannot be reached or used' },
  validation: { exit: 1, means: 'a table breaks a validation rule' },
  configuration: { exit: 7, means: 'a configuration or profile file is wrong' },
  interrupted: { exit: 130, means: 'the run was stopped' },
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** One clear sentence naming the thing, and what to do next. */
export class MdmError extends Error {
  readonly code: ErrorCode;
  readonly next: string | undefined;

  constructor(code: ErrorCode, sentence: string, next?: string, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.name = 'MdmError';
    this.code = code;
    this.next = next;
  }

  get exit(): number {
    return ERRORS[this.code].exit;
  }
}

/** The first line of what was thrown, without its full stop; errors of another realm or thread are not of our class. */
export function firstLine(error: unknown): string {
  const { message } = (error ?? {}) as { message?: unknown };
  return (typeof message === 'string' ? message : String(error)).split('\n', 1)[0]!.replace(/\.$/, '');
}

/** What is known of a transformer that failed. */
export interface TransformerFailure {
  /** `temporal.cycle`; absent when its whole package could not be loaded. */
  readonly transformer?: string;
  readonly package?: string;
  /** The columns it was called with. */
  readonly columns: readonly string[];
  /** What it did, worded to follow its name and a colon. */
  readonly problem: string;
}

/** A transformer failed or broke its contract. */
export class TransformerError extends MdmError {
  readonly failure: TransformerFailure;

  constructor(failure: TransformerFailure, next: string, cause?: unknown) {
    const on = failure.columns
      .slice(0, 3)
      .map((name) => JSON.stringify(name))
      .join(', ');
    const owner = failure.package ? ` (${failure.package})` : '';
    super('plugin', `${failure.transformer}${owner} broke the contract on ${on}: ${failure.problem}.`, next, cause);
    this.failure = failure;
  }
}

/** The candidate nearest to a misspelled word, when one is near enough to be meant. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const scored = candidates.map((c) => [distance(word.toLowerCase(), c.toLowerCase()), c] as const).sort((a, b) => a[0] - b[0]);
  const best = scored[0];
  if (!best) return undefined;
  const [apart, near] = best;
  // Words that share no letter in its place are not meant.
  return apart <= Math.max(2, Math.floor(word.length / 3)) && apart < Math.max(word.length, near.length) ? near : undefined;
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}
