import type { Transformer } from '@mdm/sdk';
import type { Database } from '../engine/duckdb/driver.js';
import { hosted } from '../host/hosted.js';
import { bindFeatures, bindMeasures } from '../pipeline/bind.js';
import { checkFeatures, checkMeasures } from '../pipeline/foreign.js';
import type { Task } from '../pipeline/select.js';
import { place } from './fixture.js';
import { listed, said, show } from './law.js';
import type { Trial } from './trial.js';
import { wrongType } from './typing.js';

/** Has the engine describe everything that a transformer answered, one call after another; throws at the first that it cannot. */
export async function bind(db: Database, transformer: Transformer, { table, calls }: Pick<Trial, 'table' | 'calls'>): Promise<void> {
  const { table: input } = await place(db, table);
  for (const call of calls) {
    const task: Task = { id: transformer.meta.name, transformer: hosted(transformer), scope: call.scope };
    const on = listed(call.scope.on.map((c) => c.name));
    try {
      const measures = checkMeasures(task, call.measures ?? {});
      await bindMeasures(db, input, measures);
      const features = checkFeatures(task, measures, sayable(call.features ?? []));
      for (const f of call.features ?? []) {
        const wrong = wrongType(f.expr, measures, call.scope);
        if (wrong) throw new TypeError(`feature ${show(f.name)}: ${wrong}`);
        if (f.expr.type === 'texts' || f.expr.type === 'numbers') throw new TypeError(`feature ${show(f.name)} is a list, not one value`);
      }
      await bindFeatures(db, input, features);
    } catch (error) {
      throw new Error(`on ${on}: ${said(error)}.`, { cause: error });
    }
  }
}

/** Without what other laws look at: names and explanations. */
export const sayable = (answer: unknown): unknown =>
  Array.isArray(answer)
    ? answer.map((f: unknown, i) => {
        const { name, ...rest } = (f ?? {}) as { readonly name?: unknown };
        return { ...rest, name: typeof name === 'string' && name.trim() !== '' ? name : `feature ${i + 1}`, explain: 'For another law.' };
      })
    : answer;
