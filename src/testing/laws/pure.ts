import type { Transformer } from '@mdm/sdk';
import { isDeclared } from '../../host/provided.js';
import { again, canonical, copy, frozen, type Call } from '../calls.js';
import { atAnotherTime } from '../clock.js';
import { LAW, listed, said, show, type Law } from '../law.js';
import { valueOf, type Trials } from '../trial.js';
import { notJson } from './meta.js';

/** Its functions are functions: answers come from what they are given, and nothing else changes. */
export function pureLaws(transformer: Transformer, trials: Trials): readonly Law[] {
  const calls = async (): Promise<readonly Call[]> => (await trials.on('an ordinary table')).flatMap((trial) => trial.calls);
  return [
    {
      name: 'inputs are left untouched',
      about: 'The scope, the measurements and the state are read and never changed; the host freezes them.',
      after: [LAW.ordinary],
      check: async () => {
        for (const call of await calls()) {
          if (call.touched) throw new Error(`${call.touched} changed what it was given for ${on(call)}; make a copy instead.`);
          try {
            again(transformer, call, (value) => frozen(copy(value)));
          } catch (error) {
            throw new Error(`it throws for ${on(call)} when what it is given is frozen: ${said(error)}`, { cause: error });
          }
        }
      },
    },
    {
      name: LAW.same,
      about: 'Equal arguments give equal answers at any time and in any order: no clock, no random numbers, nothing kept between calls.',
      after: [LAW.ordinary],
      check: async () => {
        for (const round of [await calls(), [...(await calls())].reverse()]) {
          await atAnotherTime(() => {
            for (const call of round) differs(call, again(transformer, call));
          });
        }
        for (const { pieces } of await trials.studies())
          for (const { columns, whole, again: second } of valueOf(pieces)) {
            const i = whole.findIndex((row, k) => canonical(row) !== canonical(second[k]));
            if (i !== -1)
              throw new Error(
                `run gave ${show(second[i])} for row ${i + 1} of ${listed(columns)}, and ${show(whole[i])} for the same batch before.`,
              );
          }
      },
    },
    {
      name: 'state survives JSON',
      about: 'What learn gives is plain JSON, and features made from a stored copy of it are the same.',
      after: [LAW.ordinary, LAW.same],
      check: async () => {
        if (transformer.kind === 'batch') return;
        for (const call of await calls()) {
          const problem = notJson(call.state ?? null, 'the state');
          if (problem) throw new Error(`${problem} for ${on(call)}; the state must be plain JSON.`);
          const stored: unknown = JSON.parse(JSON.stringify(call.state ?? null));
          if (canonical(again(transformer, call, copy, stored).features) !== canonical(call.features))
            throw new Error(`transform makes other features for ${on(call)} from the state as JSON keeps it, ${show(stored)}.`);
        }
      },
    },
    {
      name: LAW.names,
      about: 'Each feature has a name that meta.outputs lists, once for the same columns, whatever the case of its letters.',
      after: [LAW.ordinary],
      check: async () => {
        for (const { calls: made } of await trials.on('an ordinary table')) {
          const seen = new Set<string>();
          for (const call of made)
            for (const f of [...(call.features ?? []), ...(call.outputs ?? [])]) {
              if (!isDeclared(f.name, transformer.meta.outputs))
                throw new Error(`${on(call)} gets ${show(f.name)}, which is none of meta.outputs (${listed(transformer.meta.outputs)}).`);
              const own = 'on' in f && f.on ? f.on : transformer.meta.appliesTo.arity === 'each' ? call.scope.on : [];
              const key = canonical([own.map((c) => c.name), f.name.toLowerCase()]);
              if (seen.has(key)) throw new Error(`${on(call)} gets ${show(f.name)} twice.`);
              seen.add(key);
            }
        }
      },
    },
    {
      name: 'each feature is explained',
      about: 'Every feature says in one sentence what it is.',
      after: [LAW.ordinary],
      check: async () => {
        for (const call of await calls())
          for (const f of [...(call.features ?? []), ...(call.outputs ?? [])])
            if (typeof f.explain !== 'string' || !/^\S.{8,}\.$/su.test(f.explain))
              throw new Error(
                `${show(f.name)} on ${on(call)} is explained by ${show(f.explain)}; it must be a sentence that ends in a full stop.`,
              );
      },
    },
  ];
}

const on = (call: Call): string => listed(call.scope.on.map((c) => c.name));

function differs(call: Call, second: Partial<Call>): void {
  for (const [step, key] of [
    ['fit', 'measures'],
    ['learn', 'state'],
    ['transform', 'features'],
    ['outputs', 'outputs'],
  ] as const) {
    const [before, after] = [canonical(call[key]), canonical(second[key])];
    if (before === after) continue;
    const at = [...before].findIndex((_, i) => before[i] !== after[i]);
    const from = Math.max(0, at - 20);
    throw new Error(
      `${step} answered ${show(after.slice(from, at + 60))} for ${on(call)}, and ${show(before.slice(from, at + 60))} to the same call before.`,
    );
  }
}
