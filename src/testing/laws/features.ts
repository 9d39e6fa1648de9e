import type { Expr, Feature, Measure, Transformer } from '@mdm/sdk';
import { hosted } from '../../host/hosted.js';
import { checkMeasure, checkReads, checkWindows, measureReads } from '../../pipeline/measures.js';
import type { Task } from '../../pipeline/select.js';
import { columnsOf } from '../../sql/walk.js';
import type { Call } from '../calls.js';
import { LAW, listed, said, show, type Law } from '../law.js';
import { valueOf, type Trials } from '../trial.js';

const GIVEN = 'it reads only what it is given';
const TARGET = 'it reads the target out of fold only';
const PAST = 'windows look back only';

/** What its measures and expressions may be. */
export function featureLaws(transformer: Transformer, trials: Trials): readonly Law[] {
  const each = async (check: (call: Call, task: Task) => void): Promise<void> => {
    for (const { calls } of await trials.on('an ordinary table'))
      for (const call of calls) check(call, { id: transformer.meta.name, transformer: hosted(transformer), scope: call.scope });
  };
  return [
    {
      name: GIVEN,
      about: 'Measures and features read the columns they were called with and those of the roles, and no other.',
      after: [LAW.params],
      check: () =>
        each(({ scope, measures = {}, features = [] }) => {
          const given = [...scope.on, ...Object.values(scope.roles)].map((c) => c.name);
          for (const [what, expr] of everything(measures, features)) {
            const other = readsOf(expr).find((name) => !given.includes(name));
            if (other !== undefined) throw new Error(`${what} reads the column ${show(other)}; it was given ${listed(given)}.`);
          }
        }),
    },
    {
      name: TARGET,
      about: 'No feature reads the target of its own row; measures of it are lookups out of fold, which count and sum.',
      after: [GIVEN],
      check: () =>
        each(({ measures = {}, features = [] }, task) => {
          for (const [name, measure] of Object.entries(measures)) orSay(() => checkMeasure(task, name, measure));
          for (const f of features) if (readsOf(f.expr).length > 0) orSay(() => checkReads(task, f.expr, `feature ${show(f.name)}`, false));
        }),
    },
    {
      name: PAST,
      about: 'A window runs by the time column, over rows that have been.',
      after: [GIVEN],
      check: () =>
        each(({ features = [] }, task) => {
          for (const f of features) if (isTree(f.expr)) orSay(() => checkWindows(task, f.expr, `feature ${show(f.name)}`));
        }),
    },
    {
      name: LAW.binds,
      about: 'The engine accepts each measure and each expression by itself, and finds the type that it states.',
      after: [GIVEN, TARGET, PAST],
      check: async () => {
        for (const { bound } of await trials.studies()) valueOf(bound);
      },
    },
  ];
}

const everything = (measures: Readonly<Record<string, Measure>>, features: readonly Feature[]): readonly (readonly [string, Expr])[] => [
  ...Object.entries(measures).flatMap(([name, m]) => orNone(() => measureReads(m)).map((expr) => [`measure ${show(name)}`, expr] as const)),
  ...features.map((f) => [`feature ${show(f.name)}`, f.expr] as const),
];

/** A tree that is not one is for another law to tell. */
const orNone = <T>(work: () => readonly T[]): readonly T[] => {
  try {
    return work() ?? [];
  } catch {
    return [];
  }
};
const readsOf = (expr: Expr): readonly string[] => orNone(() => columnsOf(expr));
const isTree = (expr: Expr): boolean => orNone(() => [columnsOf(expr)]).length > 0;

function orSay(work: () => void): void {
  try {
    work();
  } catch (error) {
    throw new Error(said(error), { cause: error });
  }
}
