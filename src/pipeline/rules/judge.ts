import { SIGNAL, type SignalResult } from '../signal.js';
import { applySignal } from '../apply-signal.js';
import type { TablePlan } from '../plan.js';
import type { InputTable } from '../table.js';
import type { FittedTable, Fitting } from './fit-table.js';
import { constantSignal } from './signal.js';

/** Which features of a table are left out, and why: those without signal, then those whose name is taken. */
export async function signalOf(
  { db, options, loaded }: Fitting,
  table: InputTable,
  plan: TablePlan,
  fitted: FittedTable,
): Promise<SignalResult> {
  const rule = options.profile?.signal;
  const enabled = options.signalFilter?.enabled ?? true;
  const ofOne = (transformer: string): boolean => loaded.get(transformer)?.meta.appliesTo.arity === 'each';
  const result: SignalResult = !enabled
    ? { dropped: new Map(), rows: 0 }
    : rule
      ? await constantSignal(db, table, plan, fitted.features, rule, (f) => ofOne(f.transformer))
      : await applySignal(db, table, plan, fitted.features, { ...SIGNAL, ...options.signalFilter });
  return { ...result, dropped: new Map([...fitted.collided, ...result.dropped]) };
}
