import type { Json, ScalarType } from '@mdm/sdk';
import { TABLES } from '../hostile.js';
import { LAW, listed, said, show, type Law } from '../law.js';
import { valueOf, type Trial, type Trials } from '../trial.js';

/** It survives every table, and gives values that can be stored. */
export const tableLaws = (trials: Trials): readonly Law[] =>
  TABLES.map((table) => ({
    name: `it runs on ${table}`,
    about: `Nothing throws on ${table}, and every value is missing, or finite and of the type its feature states.`,
    after: table === 'an ordinary table' ? [LAW.binds, LAW.batches] : [LAW.ordinary],
    check: async () => {
      for (const trial of await trials.on(table)) check(trial);
    },
  }));

function check(trial: Trial): void {
  const thrown = trial.calls.find((c) => c.thrown);
  if (thrown) {
    const { step, error } = thrown.thrown!;
    throw new Error(`${step} threw on ${listed(thrown.scope.on.map((c) => c.name))}: ${said(error)}`, { cause: error });
  }
  const values = valueOf(trial.values);
  for (const f of trial.features) {
    const found = values.get(f.name) ?? [];
    if (found.length !== trial.table.rows.length)
      throw new Error(`${show(f.name)} has ${found.length} values for ${trial.table.rows.length} rows.`);
    const i = found.findIndex((v) => !fits(v, f.type));
    if (i !== -1) throw new Error(`${show(f.name)}, row ${i + 1}: ${show(found[i])}, which is no ${f.type}.`);
  }
}

function fits(value: Json, type: ScalarType): boolean {
  if (value === null) return true;
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'text' || type === 'timestamp') return typeof value === 'string';
  return typeof value === 'number' && Number.isFinite(value) && (type === 'double' || Number.isInteger(value));
}
