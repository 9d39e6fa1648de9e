/** What became of one value of a configuration file. */
export interface MigratedKey {
  /** Its place in the file, such as `logging.max_size`. */
  readonly place: string;
  /** The file and the line: `mdm.yaml:3:12`. */
  readonly at: string;
  /**
   * `kept`: as it is; `renamed`: under the name of now; `rewritten`: the same meaning written in another way; `added`: taken from another
   * file; `dropped`: it means nothing; `wrong`: it has to be corrected first.
   */
  readonly what: 'kept' | 'renamed' | 'rewritten' | 'added' | 'dropped' | 'wrong';
  /** The key that it is now. */
  readonly key: string | null;
  /** Values as text; a secret is `********`, and what is of no key `(not shown)`: `at` says where it stands. */
  readonly before: string;
  readonly after: string | null;
  /** Why, or what is to be known. */
  readonly why: string | null;
}

/** A variable of the environment that MDM 1.0.6 dropped, or read in another way. */
export interface MigratedVariable {
  readonly variable: string;
  readonly key: string;
  readonly why: string;
}

/** What `mdm migrate config` did, or would do. */
export interface ConfigMigration {
  /** Files that were read. */
  readonly from: readonly string[];
  readonly to: string;
  /** Whether the file has to change. */
  readonly changes: boolean;
  /** Whether it was written. */
  readonly written: boolean;
  /** The file as it was. */
  readonly backup: string | null;
  readonly keys: readonly MigratedKey[];
  readonly variables: readonly MigratedVariable[];
}

/** How many keys there are of each kind. */
export function countKeys(keys: readonly MigratedKey[]): Readonly<Record<MigratedKey['what'], number>> {
  const counts = { kept: 0, renamed: 0, rewritten: 0, added: 0, dropped: 0, wrong: 0 };
  for (const { what } of keys) counts[what]++;
  return counts;
}
