import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateFeatures } from '@mdm/cli';
import { literal } from '../../src/engine/duckdb/dialect.js';
import { openDatabase } from '../../src/engine/duckdb/driver.js';

const root = join(import.meta.dirname, '../..');

test.each([
  ['examples/penguins.csv', 'species'],
  ['test/data/movies.csv', 'IMDB Rating'],
])('rows of %s stay where they are in the file', async (file, target) => {
  const folder = await mkdtemp(join(tmpdir(), 'mdm-order-'));
  const db = await openDatabase({ threads: 1 });
  try {
    const output = join(folder, 'out.parquet');
    const { columns } = await generateFeatures({
      source: join(root, file),
      target,
      output,
      only: ['statistical', 'categorical'],
      signalFilter: { enabled: false },
    });
    const names = columns.map((c) => `"${c.name}"::VARCHAR`).join(', ');
    const plain = join(folder, 'plain.parquet');
    await generateFeatures({
      source: join(root, file),
      target,
      output: plain,
      only: ['statistical.log'],
      signalFilter: { enabled: false },
    });
    const read = (from: string) =>
      db.rows(`SELECT ${names} FROM read_parquet(${literal(from)}, file_row_number = true) ORDER BY file_row_number`);
    const [found, wanted] = [await read(output), await read(plain)];
    expect(found.filter((r, i) => JSON.stringify(r) !== JSON.stringify(wanted[i])).length).toBe(0);
  } finally {
    await db.close();
    await rm(folder, { recursive: true, force: true });
  }
});
