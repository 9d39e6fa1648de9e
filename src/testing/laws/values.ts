import type { Json, Transformer } from '@mdm/sdk';
import { canonical, type Call } from '../calls.js';
import { close } from '../cases.js';
import type { FeatureValues } from '../fixture.js';
import { LAW, show, type Law } from '../law.js';
import { looksBack, valueOf, type Study, type Trial, type Trials } from '../trial.js';

type Same = (a: Json, b: Json) => boolean;
const exactly: Same = (a, b) => a === b;

/** What must not change a value. */
export function valueLaws(transformer: Transformer, trials: Trials): readonly Law[] {
  const after = transformer.kind === 'batch' ? [LAW.ordinary, LAW.same, LAW.pieces] : [LAW.ordinary, LAW.same];
  const law = (name: string, about: string, check: (study: Study) => void, more: readonly string[] = []): Law => ({
    name,
    about,
    after: [...after, ...more],
    check: async () => {
      for (const study of await trials.studies()) check(study);
    },
  });
  return [
    law('threads change nothing', 'One thread fits and computes exactly what two do.', ({ base, oneThread }) => {
      const one = valueOf(oneThread);
      if (canonical(one.features) !== canonical(base.features)) throw new Error('one thread makes other features than two.');
      compare(base, valueOf(one.values), 'with one thread', (i) => i, exactly);
    }),
    law(
      'the order of the rows changes nothing',
      'The same rows in another order are fitted alike, and each has the values it had.',
      (study) => {
        const { trial, place } = valueOf(study.shuffled);
        // Sums in JavaScript over a sample depend on its order in their last digits.
        sameNames(study.base, trial, 'with the rows in another order');
        compare(
          study.base,
          valueOf(trial.values),
          'with the rows in another order',
          (i) => place[i]!,
          close,
          (f) => f,
        );
        const { reversed, whole } = study;
        const n = study.base.table.rows.length;
        comparePart(
          study,
          valueOf(whole),
          valueOf(reversed),
          'with the rows backwards',
          Array.from({ length: n }, (_, i) => [i, n - 1 - i]),
        );
      },
    ),
    law(
      'names of columns change only names',
      'The same columns under other names give the same features, whatever the names seem to say.',
      ({ base, renamed }) => {
        const { trial, names } = valueOf(renamed);
        base.calls.forEach((call, k) => sameFeatures(call, trial.calls[k], names));
        const order = base.features.map((f, i) => [f.name, trial.features[i]?.name ?? ''] as const);
        const other = new Map(order);
        compare(
          base,
          valueOf(trial.values),
          'when columns are called otherwise',
          (i) => i,
          exactly,
          (name) => other.get(name) ?? name,
        );
      },
      [LAW.names],
    ),
    law(
      'rows below change nothing above',
      'More rows at the end, later in time, leave every feature of the earlier ones as it is: nothing reads the future.',
      ({ base, whole, continued }) => {
        const before = valueOf(whole);
        compareAll(
          before,
          valueOf(continued),
          'with later rows below',
          base.table.rows.map((_, i) => [i, i]),
        );
      },
    ),
    law('a part gives the same as the whole', 'A row alone has the values it has among others, windows apart.', (study) => {
      for (const { row, values } of valueOf(study.alone)) comparePart(study, valueOf(study.whole), values, `alone`, [[row, 0]]);
    }),
    law(
      'the target of a row does not reach its features',
      'Another target in a row changes none of its own features; a transformer that does not read the target makes the same with one.',
      ({ base, otherTarget }) => {
        const { trial, row } = valueOf(otherTarget);
        const [before, after_] = [valueOf(base.values), valueOf(trial.values)];
        const rows = row === undefined ? base.table.rows.map((_, i) => i) : [row];
        const what = row === undefined ? 'when the table has a target' : 'when its own target is another';
        if (row === undefined) sameNames(base, trial, what);
        const shared = new Map([...before].filter(([name]) => after_.has(name)));
        compareAll(
          shared,
          after_,
          what,
          rows.map((i) => [i, i]),
        );
      },
    ),
  ];
}

function sameNames(base: Trial, other: Trial, what: string): void {
  const [a, b] = [base, other].map((t) => t.features.map((f) => f.name));
  const extra = b!.find((name) => !a!.includes(name)) ?? a!.find((name) => !b!.includes(name));
  if (extra !== undefined) throw new Error(`${show(extra)} is ${a!.includes(extra) ? 'not made' : 'made only'} ${what}.`);
}

function sameFeatures(call: Call, other: Call | undefined, names: ReadonlyMap<string, string>): void {
  const made = (c: Call | undefined, as: (name: string) => string) =>
    [...(c?.features ?? []), ...(c?.outputs ?? [])].map((f) => [f.name, 'on' in f ? f.on?.map(({ name }) => as(name)) : undefined]);
  const [before, after] = [made(call, (name) => names.get(name) ?? name), made(other, (name) => name)];
  const i = before.findIndex((f, k) => canonical(f) !== canonical(after[k]));
  if (i === -1 && before.length === after.length) return;
  const columns = call.scope.on.map((c) => show(c.name)).slice(0, 3);
  const renamed = call.scope.on.map((c) => show(names.get(c.name))).slice(0, 3);
  throw new Error(
    `as ${columns.join(', ')} it makes ${show(before[i === -1 ? after.length : i]?.[0] ?? 'nothing more')}, as ${renamed.join(', ')} ${show(after[i === -1 ? before.length : i]?.[0] ?? 'nothing more')}.`,
  );
}

const compare = (
  base: Trial,
  found: FeatureValues,
  what: string,
  place: (row: number) => number,
  same: Same,
  nameOf: (name: string) => string = (name) => name,
): void =>
  compareAll(
    valueOf(base.values),
    found,
    what,
    base.table.rows.map((_, i) => [i, place(i)]),
    same,
    nameOf,
  );

/** The features that depend on their own row alone. */
function comparePart(
  { base }: Study,
  before: FeatureValues,
  after: FeatureValues,
  what: string,
  rows: readonly (readonly [number, number])[],
): void {
  const single = new Set(base.features.filter((f) => !looksBack(f.expr)).map((f) => f.name));
  compareAll(new Map([...before].filter(([name]) => single.has(name))), after, what, rows);
}

function compareAll(
  before: FeatureValues,
  after: FeatureValues,
  what: string,
  rows: readonly (readonly [number, number])[],
  same: Same = exactly,
  nameOf: (name: string) => string = (name) => name,
): void {
  for (const [name, values] of before) {
    const found = after.get(nameOf(name));
    if (!found) throw new Error(`${show(name)} is not made ${what}.`);
    for (const [from, to] of rows) {
      const [a, b] = [values[from] ?? null, found[to] ?? null];
      if (!same(b, a)) throw new Error(`${show(name)}, row ${from + 1}: ${show(b)} ${what}, ${show(a)} without that.`);
    }
  }
}
