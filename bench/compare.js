import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * What comparing costs when nothing differs: `file`, a Parquet file, with a copy of itself that is laid out in other row groups, beside one
 * plain scan of both (the maximum of every column). Medians of `repeat` rounds, each of which does all in turn.
 */
export async function benchCompare(file, repeat) {
  const { compareTables } = await import('../dist/index.js');
  const { openDatabase } = await import('../dist/engine/duckdb/driver.js');
  const folder = mkdtempSync(join(tmpdir(), 'mdm-bench-'));
  const db = await openDatabase();
  try {
    const copy = join(folder, 'copy.parquet');
    await db.inOrder(() => db.run(`COPY (FROM read_parquet('${file}')) TO '${copy}' (FORMAT parquet, ROW_GROUP_SIZE 50000)`));
    const columns = (await db.rows(`DESCRIBE FROM read_parquet('${file}')`)).map(([name]) => `max("${name.replaceAll('"', '""')}")`);
    const ways = {
      'scan of both': async () => {
        for (const one of [file, copy]) await db.rows(`SELECT ${columns.join(', ')} FROM read_parquet('${one}')`);
      },
      'comparison by place': async () => {
        const { equal, reasons } = await compareTables(file, copy);
        if (!equal) throw new Error(reasons.join(' '));
      },
    };
    const times = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
    for (let round = 0; round < repeat; round++)
      for (const [way, work] of Object.entries(ways)) {
        const started = performance.now();
        await work();
        times[way].push(performance.now() - started);
      }
    const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
    const scan = median(times['scan of both']);
    console.log(`\n${file} and a copy, medians of ${repeat}\n\n| work | wall s | wall / scan of both |\n|---|---:|---:|`);
    for (const [way, all] of Object.entries(times))
      console.log(`| ${way} | ${(median(all) / 1000).toFixed(3)} | ${(median(all) / scan).toFixed(2)} |`);
  } finally {
    await db.close();
    rmSync(folder, { recursive: true });
  }
}
