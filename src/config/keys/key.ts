/** What a value may be. */
export type Rule = (
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer' | 'number'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'text'; readonly pattern?: RegExp; readonly such?: string }
  | { readonly kind: 'choice'; readonly words: readonly string[]; readonly synonyms?: Readonly<Record<string, string>> }
  | { readonly kind: 'list' }
  | { readonly kind: 'integers'; readonly min: number }
  | { readonly kind: 'levels'; readonly words: readonly string[] }
  | { readonly kind: 'secret' }
  | { readonly kind: 'size' }
  | { readonly kind: 'path' }
) & {
  /** Whether there may be none. */
  readonly nullable?: boolean;
};

export interface Key<T> {
  readonly rule: Rule;
  readonly default: T;
  readonly summary: string;
  /** Other names of the environment variable; the full name wins. */
  readonly variables?: readonly string[];
  /** Other places in the file, and old names there. */
  readonly aliases?: readonly string[];
  /** Why no other value than the default may be given. */
  readonly fixed?: string;
}

/** What a key may have besides its rule, its default and its summary. */
export type More = Pick<Key<unknown>, 'variables' | 'aliases' | 'fixed'>;
interface Range {
  readonly min?: number;
  readonly max?: number;
}

export const boolean = (value: boolean, summary: string, more: More = {}): Key<boolean> => ({
  rule: { kind: 'boolean' },
  default: value,
  summary,
  ...more,
});

export const integer = (value: number, range: Range, summary: string, more: More = {}): Key<number> => ({
  rule: { kind: 'integer', ...range },
  default: value,
  summary,
  ...more,
});

export const integerOrNone = (range: Range, summary: string, more: More = {}): Key<number | null> => ({
  rule: { kind: 'integer', nullable: true, ...range },
  default: null,
  summary,
  ...more,
});

export const number = (value: number, range: Range, summary: string, more: More = {}): Key<number> => ({
  rule: { kind: 'number', ...range },
  default: value,
  summary,
  ...more,
});

export const text = (
  value: string,
  summary: string,
  { pattern, such, ...more }: More & { readonly pattern?: RegExp; readonly such?: string } = {},
): Key<string> => ({
  rule: { kind: 'text', ...(pattern === undefined ? {} : { pattern }), ...(such === undefined ? {} : { such }) },
  default: value,
  summary,
  ...more,
});

export const textOrNone = (summary: string, more: More = {}): Key<string | null> => ({
  rule: { kind: 'text', nullable: true },
  default: null,
  summary,
  ...more,
});

export const choice = <const T extends string>(
  words: readonly T[],
  value: NoInfer<T>,
  summary: string,
  { synonyms, ...more }: More & { readonly synonyms?: Readonly<Record<string, T>> } = {},
): Key<T> => ({ rule: { kind: 'choice', words, ...(synonyms ? { synonyms } : {}) }, default: value, summary, ...more });

export const list = (summary: string): Key<readonly string[]> => ({ rule: { kind: 'list' }, default: [], summary });

export const integers = (value: readonly number[], min: number, summary: string, more: More = {}): Key<readonly number[]> => ({
  rule: { kind: 'integers', min },
  default: value,
  summary,
  ...more,
});

export const size = (value: string, summary: string, more: More = {}): Key<string> => ({
  rule: { kind: 'size' },
  default: value,
  summary,
  ...more,
});

export const sizeOrNone = (summary: string, more: More = {}): Key<string | null> => ({
  rule: { kind: 'size', nullable: true },
  default: null,
  summary,
  ...more,
});

export const path = (value: string, summary: string, more: More = {}): Key<string> => ({
  rule: { kind: 'path' },
  default: value,
  summary,
  ...more,
});

export const pathOrNone = (value: string | null, summary: string, more: More = {}): Key<string | null> => ({
  rule: { kind: 'path', nullable: true },
  default: value,
  summary,
  ...more,
});

export const secret = (summary: string, more: More = {}): Key<string | null> => ({
  rule: { kind: 'secret', nullable: true },
  default: null,
  summary,
  ...more,
});
