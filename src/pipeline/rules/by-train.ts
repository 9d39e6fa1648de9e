import type { Done } from './by-table.js';
import { doneOf } from './by-table.js';
import { conform } from './conform.js';
import type { Desk } from './desk.js';
import type { Fitting } from './fit-table.js';
import { madeFeatures, readyTable } from './one-table.js';
import type { Opened, OpenTable } from './open.js';
import { planTable } from '../plan.js';
import { prepareStages } from '../stages.js';
import { wholeQuery } from '../wide.js';

/** Features fitted once on the training table, which never read the target, and made of every table. */
export async function trainFeatures(run: Fitting, desk: Desk, opened: Opened, first: string): Promise<Done[]> {
  const { db, options, source, losses } = run;
  const training = opened.tables.find(({ table }) => table.name === first)!;
  const ready = await readyTable(run, training, desk.progress, false);
  const { kept, fitted, shown } = ready;
  const write = async ({ written }: OpenTable, table: OpenTable['table'], keep: readonly string[], own: typeof kept): Promise<void> => {
    const training = table === ready.table;
    const plan = training ? ready.plan : planTable(table, ready.columns, own, fitted.fitted.tables, false);
    const prepared = training
      ? ready
      : await prepareStages(db, table, plan, fitted.batches, fitted.fitted.tables, source, options, losses.note);
    const rename = new Map([...fitted.rename, ...written]);
    const whole = await wholeQuery(db, table, plan, own, { keep, rename });
    const names = [...keep, ...own.map(({ name }) => name)].map((name) => rename.get(name) ?? name);
    await desk.write(db, table, whole.query, names);
    await whole.drop();
    await prepared.drop();
  };
  await write(training, ready.table, ready.keep, kept);
  const done: Done[] = [];
  const main = await doneOf(run, desk, training, ready, true);
  const needed = new Set(kept.flatMap(({ sources }) => sources));
  const schema = ready.table.columns.map(({ name, type }) => ({ name, type }));
  for (const one of opened.tables) {
    if (one === training) {
      done.push(main);
      continue;
    }
    const { table } = one;
    // A sample submission holds ids and guesses: it is passed on as it is.
    const plain = table.name === 'sample_submission';
    const own = plain ? [] : kept;
    const names = new Set(table.columns.map(({ name }) => name));
    const keep = ready.keepOf(one.columns, table).filter((name) => names.has(name));
    const conformed = plain ? table : await conform(db, table, one.scan!, schema, needed);
    await write(one, conformed, keep, own);
    const file = desk.file(table.name);
    done.push({
      ...main,
      made: {
        name: table.name,
        rows: table.rows,
        ...(file === undefined ? {} : { file }),
        originals: keep.length,
        features: own.map(({ name }) => shown(name)),
      },
      columns: one.columns,
      features: plain ? [] : madeFeatures(ready),
      notes: plain ? [] : conformed.notes,
    });
  }
  return done;
}
