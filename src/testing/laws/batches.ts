import { checkOutputs } from '../../pipeline/foreign.js';
import { sayable } from '../bind.js';
import { canonical } from '../calls.js';
import { LAW, listed, said, show, type Law } from '../law.js';
import { valueOf, type Trials } from '../trial.js';

/** What a batch transformer may make. */
export const batchLaws = (trials: Trials): readonly Law[] => [
  {
    name: LAW.batches,
    about: 'A batch gives every declared output and no other: one vector of the declared type, as long as the batch.',
    after: [LAW.params],
    check: async () => {
      for (const { base, pieces } of await trials.studies()) {
        for (const { outputs, scope } of base.calls) {
          try {
            if (outputs) checkOutputs(sayable(outputs));
          } catch (error) {
            throw new Error(`on ${listed(scope.on.map((c) => c.name))}: ${said(error)}.`, { cause: error });
          }
        }
        // A function that throws is for another law to tell.
        if (!base.calls.some((c) => c.thrown)) valueOf(pieces);
      }
    },
  },
  {
    name: LAW.pieces,
    about: 'A row has the same values whatever rows are in its batch, however many, and whatever batches run beside it.',
    after: [LAW.batches, LAW.ordinary, LAW.same],
    check: async () => {
      for (const { pieces } of await trials.studies()) {
        for (const { columns, whole, sevens, ones, together } of valueOf(pieces)) {
          const ways = { 'batches of 7 rows': sevens, 'batches of one row': ones, 'batches of 11 rows side by side': together };
          for (const [way, rows] of Object.entries(ways)) {
            const i = whole.findIndex((row, k) => canonical(row) !== canonical(rows[k]));
            if (i !== -1)
              throw new Error(
                `on ${listed(columns)}, row ${i + 1}: ${show(rows[i])} in ${way}, ${show(whole[i])} in one batch of all rows.`,
              );
          }
        }
      }
    },
  },
];
