import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { OldConfig } from '../../components/config/contract.js';
import { expandHome } from '../../config/home.js';
import { isSecret, KEY_NAMES, keyOf, type KeyName } from '../../config/keys.js';
import { whyNothing } from '../../config/keys/without-effect.js';
import { checkValue, fromFile } from '../../config/value.js';
import { nearest } from '../../errors.js';
import { brief } from '../../parity/equality.js';
import { writtenIn, type Written } from './leaves.js';
import type { MigratedKey } from './report.js';

/** What is to be done with one value, and the value that it then has. */
export interface Step extends MigratedKey {
  readonly parts: readonly string[];
  readonly value: unknown;
}

export interface PlanOptions {
  readonly old: OldConfig;
  /** The file is config.yml of earlier releases. */
  readonly earlier: boolean;
  /** The home that the file is of, when its values go to another one. */
  readonly away?: string;
}

type Decision = Pick<MigratedKey, 'what' | 'why'> & { readonly value?: unknown };

/** What is to be done with every value of a file, in their order. */
export function planOf(path: string, text: string, options: PlanOptions): readonly Step[] {
  const all = writtenIn(path, text, options.earlier);
  const reading = readBefore(all, options);
  return all.map((one, i) => {
    const { key, place } = one;
    const decision = decide(one, {
      reading,
      options,
      others: all.filter((_, other) => other !== i),
      last: !all.slice(i + 1).some((later) => later.key === key),
    });
    const value = 'value' in decision ? decision.value : one.as12;
    // A place of no key may hold a password under a name that nobody knows.
    const show = (what: unknown): string => (key === undefined ? '(not shown)' : isSecret(key) && what !== null ? '********' : brief(what));
    return {
      parts: place,
      place: place.join('.'),
      at: one.at,
      key: key ?? null,
      before: show(one.as12),
      after: decision.what === 'dropped' || decision.what === 'wrong' ? null : show(value),
      value,
      what: decision.what,
      why: decision.why,
    };
  });
}

type Reading = ReturnType<OldConfig['read']>;

/** How the old reader took the values that stand under their own names. */
function readBefore(all: readonly Written[], { old, earlier }: PlanOptions): Reading {
  const tree = {};
  for (const { place, as11 } of all) plant(tree, place, as11);
  return old.read({ environment: {}, ...(earlier ? { earlier: tree } : { file: tree }) });
}

function plant(tree: Record<string, unknown>, [first, ...rest]: readonly string[], value: unknown): void {
  if (first === undefined) return;
  if (rest.length === 0) tree[first] = value;
  else plant((tree[first] ??= {}) as Record<string, unknown>, rest, value);
}

interface About {
  readonly reading: Reading;
  readonly options: PlanOptions;
  readonly others: readonly Written[];
  /** No later value is of the same key. */
  readonly last: boolean;
}

function decide(one: Written, about: About): Decision {
  const { key, place, as12 } = one;
  const path = place.join('.');
  if (key === undefined) {
    if (one.shared) return { what: 'kept', why: 'it means nothing by itself; other values may refer to it' };
    const near = nearest(path, KEY_NAMES);
    return { what: 'dropped', why: whyNothing(path) ?? `there is no such key${near ? ` (did you mean ${near}?)` : ''}` };
  }
  if (path !== key && about.others.some((other) => other.place.join('.') === key))
    return { what: 'dropped', why: `${key} is there too, and holds` };
  if (path !== key && !about.last) return { what: 'dropped', why: `another name of ${key} follows, and holds` };
  const away = about.options.away === undefined ? undefined : elsewhere(key, as12, about.options.away);
  if (away) return path === key || away.what !== 'rewritten' ? away : { ...away, what: 'renamed' };
  const meant = meaning(one, key, about);
  if ('why' in meant) return { what: 'wrong', why: meant.why };
  if (path !== key) {
    const had = about.reading.values[key]?.origin.kind !== 'default';
    return { what: 'renamed', value: meant.value, why: had ? null : 'MDM 1.0.6 did not know this name, and the default held' };
  }
  if (!meant.rewrite)
    return { what: 'kept', why: typeof as12 === 'string' && as12.includes('${') ? 'variables in it are filled in now' : null };
  return { what: 'rewritten', value: meant.value, why: 'MDM 1.0.6 read it so' };
}

/** The value that a key is to have, so that it means what it did. */
function meaning(
  { place, as11, as12 }: Written,
  key: KeyName,
  { reading }: About,
): { readonly value: unknown; readonly rewrite: boolean } | { readonly why: string } {
  const filled = typeof as12 === 'string' && as12.includes('${');
  if (as12 === null || filled) return { value: as12, rewrite: false };
  const now = checkValue(key, fromFile(key, as12));
  const own = reading.values[key];
  const before = own && 'place' in own.origin && own.origin.place.join('.') === place.join('.') ? own : undefined;
  // Names that MDM 1.0.6 did not know are read as they are now.
  if (!before && now.ok) return { value: as12, rewrite: false };
  const meant = before ? checkValue(key, before.value) : own ? checkValue(key, fromFile(key, as11)) : now;
  if (now.ok && (!meant.ok || same(now.value, meant.value))) return { value: as12, rewrite: false };
  if (meant.ok) return { value: meant.value, rewrite: true };
  return { why: now.ok ? '' : now.why };
}

const same = (x: unknown, y: unknown): boolean => JSON.stringify(x) === JSON.stringify(y);

/** Keys of places that belong to a home. */
const isOwn = (key: KeyName): boolean =>
  key.startsWith('paths.') || key === 'logging.file' || key === 'comparison.store' || key === 'monitoring.metrics_db';

/** A value that another home cannot have as it is; undefined: it can. */
function elsewhere(key: KeyName, value: unknown, home: string): Decision | undefined {
  if (key.startsWith('refactoring.')) return { what: 'dropped', why: 'which side answers is said by each home' };
  if (keyOf(key).rule.kind !== 'path' || typeof value !== 'string' || value.includes('${')) return undefined;
  const plain = expandHome(value);
  const within = relative(home, isAbsolute(plain) ? plain : join(home, plain));
  const outside = within === '..' || within.startsWith(`..${sep}`) || isAbsolute(within);
  if (!isOwn(key)) {
    const value = resolve(home, plain);
    return isAbsolute(plain) ? undefined : { what: 'rewritten', value, why: 'it was relative to the other home' };
  }
  if (outside) return { what: 'dropped', why: `both homes would use ${plain}; set it by hand if that is meant` };
  return isAbsolute(plain) ? { what: 'rewritten', value: within || '.', why: 'it lay in the other home' } : undefined;
}
