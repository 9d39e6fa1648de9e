import { createHash } from 'node:crypto';

/** Names of features that go by another one in the feature tables: transformer and own name -> name. */
const OWN: Readonly<Record<string, string>> = {
  'temporal.parts day_of_week': 'dayofweek',
  'temporal.parts day_of_year': 'dayofyear',
  'categorical.count count': 'frequency',
  'categorical.count share': 'frequency_ratio',
  'statistical.log log1p': 'log',
  'statistical.percentile rank': 'percentile',
  'statistical.outlier outlier_z': 'is_outlier',
  'statistical.outlier outlier_iqr': 'is_outlier',
};

/** Bytes of a name that every backend takes; PostgreSQL takes no more. */
const MOST_BYTES = 63;

export interface Own {
  readonly on: readonly string[];
  readonly name: string;
}

/** `d`, `day_of_week` of temporal.parts -> `d_dayofweek`. */
export function wishedName(transformer: string, own: Own): string {
  const plain = OWN[`${transformer} ${own.name}`] ?? (transformer === 'categorical.onehot' ? own.name.replace(/^is_/, '') : own.name);
  const owner = own.on.length > 0 ? own.on.join('_') : transformer.slice(transformer.indexOf('.') + 1).replaceAll('-', '_');
  return `${owner}_${plain}`;
}

/** Lower case, without the character of number 0, and short enough for every backend. */
export function tableName(wish: string): string {
  const name = wish.normalize('NFC').toLowerCase().normalize('NFC').replaceAll('\0', '\u2400');
  if (Buffer.byteLength(name) <= MOST_BYTES) return name;
  const mark = createHash('md5').update(name).digest('hex').slice(0, 8);
  let cut = '';
  for (const character of name) {
    if (Buffer.byteLength(cut + character) > MOST_BYTES - 9) break;
    cut += character;
  }
  return `${cut}_${mark}`;
}

export interface Named {
  readonly name: string;
  /** What had the name before: said in a message. */
  readonly clash?: { readonly wish: string; readonly with: string };
}

/** Gives names out, each once; the second that wishes for a name gets a number. */
export function createNames(): {
  /** `who` is said when another wishes for the same name. */
  take(wish: string, who: string): Named;
  has(name: string): boolean;
  ownerOf(name: string): string | undefined;
} {
  const taken = new Map<string, string>();
  return {
    has: (name) => taken.has(tableName(name)),
    ownerOf: (name) => taken.get(tableName(name)),
    take(wish, who) {
      const first = tableName(wish);
      let name = first;
      for (let n = 2; taken.has(name); n++) name = tableName(`${wish}_${n}`);
      const before = taken.get(first);
      taken.set(name, who);
      return before === undefined ? { name } : { name, clash: { wish: first, with: before } };
    },
  };
}
