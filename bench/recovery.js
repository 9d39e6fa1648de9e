import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/*
 * node bench/recovery.js [ROWS] [BACKEND]: how long a backup, its verification and its restore take. The default of 12,000,000 rows of
 * eight columns is about 1 GB in SQLite. Prints one line.
 */
const [rows = '12000000', backend = 'sqlite'] = process.argv.slice(2);
const bin = resolve(import.meta.dirname, '../bin/run.js');
const top = mkdtempSync(join(process.env.BENCH_WORK ?? tmpdir(), 'mdm-recovery-'));
const env = { ...process.env, MDM_HOME_DIR: join(top, 'home'), MDM_DATA_DIR: join(top, 'data'), MDM_DEFAULT_BACKEND: backend };
const mdm = (...argv) => execFileSync(process.execPath, [bin, ...argv], { encoding: 'utf8', env, maxBuffer: 1e9 });
const timed = (...argv) => {
  const began = performance.now();
  const out = mdm(...argv);
  return { seconds: ((performance.now() - began) / 1000).toFixed(1), out };
};

try {
  mkdirSync(join(top, 'home'), { recursive: true });
  const file = join(top, 'table.parquet');
  const connection = await (await DuckDBInstance.create()).connect();
  const columns = [1, 2, 3, 4, 5, 6].map((i) => `sin(range * ${i}) AS x${i}`).join(', ');
  await connection.run(
    `COPY (SELECT range AS id, 'row ' || range % 1000 AS s, ${columns} FROM range(${Number(rows)})) TO '${file}' (FORMAT parquet)`,
  );
  connection.closeSync();
  mdm('dataset', 'register', 'big', file, '--target', 'x1', '--no-features', '--skip-analysis');
  const { size } = statSync(join(top, `home/datasets/big/big.${backend}`));
  const backup = timed('backup', 'create', '--json');
  const { id } = JSON.parse(backup.out);
  const verify = timed('backup', 'verify', id);
  mdm('dataset', 'remove', 'big', '--force');
  const restore = timed('backup', 'restore', id, '--only', 'data', '--force');
  console.log(
    `${backend}, ${(size / 1e9).toFixed(2)} GB: backup ${backup.seconds} s, verify ${verify.seconds} s, restore ${restore.seconds} s`,
  );
} finally {
  rmSync(top, { recursive: true, force: true });
}
