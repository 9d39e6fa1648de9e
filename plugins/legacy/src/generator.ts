import { problem, type Generator, type Loss, type Report } from './contract.js';
import { fromFlat, toFlat } from './flat.js';
import type { Frame } from './frame.js';
import { prepareLegacy } from './register.js';
import { findTables, readSource } from './source.js';
import { isIdName } from './names.js';

/** Share of the work that reading takes. */
const READ = 0.25;

/** The generator of MDM 1.0.6. */
const generator: Generator = {
  namespace: 'legacy',
  async generate({ source, target, types, batchSize, storage, dates = [] }, host) {
    host.progress(0, source);
    const files = findTables(source);
    if (files.length === 0)
      throw problem(
        'not-found',
        `The folder ${source} holds no file that the old generator reads.`,
        'It reads CSV, TSV, Parquet and JSON.',
      );
    await host.begin(files.map(({ table, path }) => ({ name: table, path })));
    const readOther = async (path: string): Promise<Frame> => {
      const columns = await host.read(path);
      return { rows: columns[0]?.length ?? 0, columns: columns.map(fromFlat) };
    };
    let read = 0;
    const found = await readSource(source, readOther, batchSize, () => host.progress((READ * ++read) / files.length, source));
    for (const { name, frame } of found.tables)
      if (frame.rows === 0 || frame.columns.length === 0)
        throw problem(
          'empty',
          `${files.find(({ table }) => table === name)?.path ?? name} has no ${frame.columns.length === 0 ? 'columns' : 'rows'}.`,
          'Give a file with a header and rows.',
        );
    const prepared = prepareLegacy(
      { ...found, dates: [...found.dates, ...dates] },
      {
        target,
        ...(types && { forced: new Map(Object.entries(types)) }),
        ...(batchSize !== undefined && { batchSize }),
        ...(storage && { storage }),
      },
    );
    const known = [...new Set(prepared.tables.flatMap(({ columns }) => columns))];
    for (const name of [...(target === undefined ? [] : [target]), ...Object.keys(types ?? {})])
      if (!known.includes(name))
        throw problem(
          'unknown-column',
          `${source} has no column ${JSON.stringify(name)}`,
          'Check the name; upper and lower case differ.',
          known,
        );

    const [dropped, failed]: [Loss[], Loss[]] = [[], []];
    const stopped: Report['stopped'][number][] = [];
    const notes: string[] = [];
    const rows = prepared.tables.reduce((sum, table) => sum + table.rows, 0);
    let done = 0;
    for (const table of prepared.tables) {
      const before = done;
      const tell = (share: number): void => host.progress(READ + ((1 - READ) * (before + share * table.rows)) / rows, table.name);
      tell(0);
      const made = table.generate(tell);
      done += table.rows;
      dropped.push(...made.dropped.map((loss) => ({ table: table.name, ...loss })));
      failed.push(...made.failed.map((loss) => ({ table: table.name, ...loss })));
      if (made.stopped !== null) stopped.push({ table: table.name, written: made.frame.rows, rows: table.rows, reason: made.stopped });
      const columns = made.frame.columns.map(toFlat);
      await host.write({ name: table.name, rows: made.frame.rows, originals: made.originals, columns });
    }
    if (types && prepared.tables.some(({ name }) => name === 'train'))
      notes.push('As in the original, types that are asked for do not count in the table train.');
    const ignored = Object.keys(types ?? {}).filter((name) => isIdName(name) || name === prepared.target);
    if (ignored.length > 0) notes.push(`As in the original, ids and the target keep their type: ${ignored.join(', ')}.`);
    return {
      target: prepared.target ?? null,
      ids: prepared.ids,
      types: Object.fromEntries(prepared.types),
      dropped,
      failed,
      notes,
      stopped,
    };
  },
};
export default generator;
