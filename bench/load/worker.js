import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MDMClient } from '../../dist/index.js';

/*
 * A process that works on the home of the environment until it is told to stop: node --expose-gc worker.js NUMBER FILE ROWS FOLDER. It has
 * one client all the time, and tells of every operation how long it took, what went wrong and what memory it has; and when it is
 * asked to collect, what memory it holds between two rounds after garbage was collected.
 */
const [number, file, count, folder] = process.argv.slice(2);
const rows = Number(count);
let going = true;
let collect = false;
process.on('message', (message) => {
  if (message === 'collect') collect = true;
  else going = false;
});

await using client = new MDMClient();

/** Whether it was done. An answer that is not what it should be is an error too. */
async function operation(name, work, isRight = () => true) {
  const began = performance.now();
  let error;
  try {
    const value = await work();
    if (!isRight(value)) error = `The answer is wrong: ${JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? String(one) : one))}`;
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.message : String(thrown);
  }
  process.send({ name, ms: performance.now() - began, error, bytes: process.memoryUsage.rss() });
  return error === undefined;
}

const counted = async (dataset) => Number((await client.queryDataset(dataset, 'SELECT count(*) AS n FROM train')).get(0).n);

process.send({ ready: true });
for (let round = 0; going || round === 0; round++) {
  const name = `load_${number}_${round}`;
  const out = join(folder, name);
  // Features take longer than all the rest.
  const options = { target: 'class', features: round % 4 === 0 };
  const there = await operation('register', () => client.registerDataset(name, file, options));
  if (!there) continue;
  await operation(
    'info',
    () => client.management.describe(name, { details: true }),
    ({ record }) => record.name === name,
  );
  await operation(
    'query',
    () => counted(name),
    (n) => n === rows,
  );
  await operation(
    'update',
    () => client.updateDataset(name, { addTags: [`round-${round}`] }),
    ({ record }) => record.tags.length === 1,
  );
  await operation(
    'export',
    () => client.exportDataset(name, { outputDir: out, format: 'parquet' }),
    ({ files }) => files.length > 0,
  );
  rmSync(out, { recursive: true, force: true });
  await operation(
    'query of a common dataset',
    () => counted('common'),
    (n) => n === rows,
  );
  await operation('remove', () => client.removeDataset(name));
  if (!collect) continue;
  collect = false;
  // The young generation goes back to its first size too: how far V8 lets it grow is no leak.
  globalThis.gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  // Pages go back to the system by a thread of V8.
  await sleep(300);
  process.send({ held: process.memoryUsage.rss() });
}
process.disconnect();
