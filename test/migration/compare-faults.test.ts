import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { literal, quote } from '../../src/engine/duckdb/dialect.js';
import { openDatabase, type Database } from '../../src/engine/duckdb/driver.js';
import Compare from '../../src/commands/compare/index.js';
import { compareTables } from '../../src/parity/compare.js';
import type { Comparison } from '../../src/parity/result.js';
import { parseTolerances } from '../../src/parity/tolerance.js';
import { faults, none, type Fault } from './faults/index.js';
import { loadControl } from './tables.js';
import { bounds } from './bounds.js';

let db: Database;
let folder: string;
let count = 0;
const controls = new Map<string, Promise<string>>();
const rights = new Map<string, Promise<readonly string[]>>();

beforeAll(async () => {
  db = await openDatabase({ threads: 2 });
  folder = await mkdtemp(join(tmpdir(), 'mdm-faults-'));
  // A command of this name that says how it was called: by which words, in which folder.
  const recorder = join(folder, 'mdm');
  await writeFile(recorder, '#!/bin/sh\npwd\nprintf "%s\\0" "$@"\n');
  await chmod(recorder, 0o755);
  for (const table of ['wine/train', 'seattle_weather']) await control(table);
});
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});

async function write(query: string): Promise<string> {
  const path = join(folder, `${count++}.parquet`);
  await db.inOrder(() => db.run(`COPY (${query}) TO ${literal(path)} (FORMAT parquet)`));
  return path;
}

/** The control as a file, loaded and written once. */
function control(on: string): Promise<string> {
  const made = async (): Promise<string> => {
    await loadControl(db, on);
    return write(`SELECT * EXCLUDE r FROM ${quote(on)} ORDER BY r`);
  };
  if (!controls.has(on)) controls.set(on, made());
  return controls.get(on)!;
}

async function candidate(on: string, query: string): Promise<string> {
  await db.run(`CREATE OR REPLACE TEMP VIEW t AS FROM ${quote(on)}`);
  return write(query);
}

/** What the comparison says, without its numbers of rows, which a reproducer has fewer of. */
const said = ({ reasons }: Pick<Comparison, 'reasons'>): string[] =>
  reasons.map((reason) => reason.replace(/^\d+ rows? (of . )(is|are)/, 'rows $1are'));

/** Runs what a reproducer's script calls, in this process. */
async function replay(reproducer: string): Promise<{ comparison: Comparison; code: number }> {
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  const { stdout } = await promisify(execFile)('sh', [join(reproducer, 'replay.sh')], { env });
  const [where, ...rest] = stdout.split('\n') as [string, ...string[]];
  const [name, ...args] = rest.join('\n').split('\0').slice(0, -1) as [string, ...string[]];
  expect([name, where]).toEqual(['compare', reproducer]);
  const files = args.slice(0, 2).map((file) => join(where, file));
  let out = '';
  const write = process.stdout.write;
  process.stdout.write = (text) => Boolean((out += String(text)));
  try {
    await Compare.run([...files, ...args.slice(2), '--threads', '2', '--json'], { root: join(import.meta.dirname, '../..') });
    return { comparison: JSON.parse(out), code: Number(process.exitCode ?? 0) };
  } finally {
    process.stdout.write = write;
    process.exitCode = undefined;
  }
}

async function compared({
  on,
  right,
  wrong,
  tolerance,
}: Fault): Promise<{ equal: readonly string[]; found: Comparison; reproduce: string }> {
  const path = await control(on);
  const options = { threads: 2, tolerance: parseTolerances(tolerance === undefined ? bounds : tolerance === '' ? [] : [tolerance]) };
  const key = `${on} ${right}`;
  if (!rights.has(key))
    rights.set(
      key,
      candidate(on, right).then(async (file) => (await compareTables(path, file, options)).reasons),
    );
  const equal = await rights.get(key)!;
  const reproduce = join(folder, `found-${count}`);
  return { equal, reproduce, found: await compareTables(path, await candidate(on, wrong), { ...options, reproduce }) };
}

test('there are at least fifty faults, each of its own name', () => {
  process.stdout.write(`${faults.length} seeded faults, ${none.length} differences within bounds\n`);
  expect(faults.length).toBeGreaterThanOrEqual(50);
  expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
});

/** A third of them, unless MDM_FAULTS is `all`; of these every third is replayed, which takes longer than all else. */
const seeded = process.env['MDM_FAULTS'] === 'all' ? faults : faults.filter((_, i) => i % 3 === 0);
const replayed = new Set(seeded.filter((_, i) => i % 3 === 0));

test.each(seeded)('found and named: $name', async (fault) => {
  const { equal, found, reproduce } = await compared(fault);
  expect(equal).toEqual([]);
  expect(found.reasons).toEqual(fault.reasons.map((reason) => (typeof reason === 'string' ? reason : expect.stringMatching(reason))));
  const [sizes] = await db.rows(`SELECT count(*), (SELECT count(*) FROM '${reproduce}/b.parquet') FROM '${reproduce}/a.parquet'`);
  expect(Math.max(...sizes!.map(Number))).toBeLessThanOrEqual(10);
  expect(Math.min(...sizes!.map(Number))).toBeGreaterThan(0);
  if (!replayed.has(fault)) return;
  const { comparison, code } = await replay(reproduce);
  expect(said(comparison)).toEqual(said(found));
  expect(code).toBe(1);
});

test.each(none)('no difference: $name', async (same) => {
  const { equal, found } = await compared(same);
  expect([equal, found.reasons]).toEqual([[], []]);
  expect(found.features.some(({ largest }) => (largest?.absolute ?? 0) > 0)).toBe(true);
});
