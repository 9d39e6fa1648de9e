import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { MdmError, generateFeatures, generateWith } from '../../src/index.js';
import { openDatabase, type Database } from '../../src/engine/duckdb/driver.js';
import { literal } from '../../src/engine/duckdb/dialect.js';
import { compareTables, type CompareOptions } from '../../src/parity/compare.js';
import type { Comparison } from '../../src/parity/result.js';
import { parseTolerances } from '../../src/parity/tolerance.js';
import { bounds } from './bounds.js';
import { deviations, refusals } from './deviations.js';
import { csvText, tables, type TextTable } from './random-tables.js';

/** Tables by the fixed seed and by a new one each; MDM_RANDOM_TABLES for long runs, MDM_SEED to bring a failure back. */
const RUNS = Number(process.env['MDM_RANDOM_TABLES'] ?? 25);
const SEEDS = [5, Number(process.env['MDM_SEED'] ?? Date.now() % 1_000_000_007)];

let db: Database;
let folder: string;
let count = 0;
beforeAll(async () => {
  db = await openDatabase({ threads: 2 });
  folder = await mkdtemp(join(tmpdir(), 'mdm-random-'));
});
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});

const options: CompareOptions = { threads: 2, tolerance: parseTolerances(bounds) };
const seen = new Map<string, number>();
const note = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);

/** The feature file of a side, or the code of its error. */
async function made(run: () => Promise<unknown>, file: string): Promise<string | { readonly code: string; readonly message: string }> {
  try {
    await run();
    return file;
  } catch (error) {
    if (!(error instanceof MdmError)) throw error;
    return { code: error.code, message: error.message };
  }
}

/** What is different, and no listed deviation. */
async function difference(table: TextTable): Promise<string | undefined> {
  const place = join(folder, String(count++));
  await mkdir(place);
  try {
    const source = join(place, 'input.csv');
    await writeFile(source, csvText(table));
    const [old, candidate] = [join(place, 'old.parquet'), join(place, 'new.parquet')];
    const given = { source, threads: 2, ...(table.target === undefined ? {} : { target: table.target }) };
    const a = await made(() => generateWith({ ...given, generator: 'legacy', output: old }), old);
    const b = await made(() => generateFeatures({ ...given, profile: 'mdm1', output: candidate }), candidate);
    if (typeof a !== 'string' || typeof b !== 'string') {
      if (typeof a !== 'string' && typeof b !== 'string') return void note(`both refuse: ${a.code}, ${b.code}`);
      const [side, refused] = typeof a === 'string' ? (['new', b] as const) : (['old', a] as const);
      const listed = refusals.find((one) => one.side === side && typeof refused !== 'string' && one.message.test(refused.message));
      if (listed) return void note(`deviation: ${listed.name}`);
      const say = (side: typeof a): string => (typeof side === 'string' ? 'made features' : `${side.code}: ${side.message}`);
      return `old ${say(a)}; new ${say(b)}`;
    }
    const found = await compareTables(a, b, options);
    if (found.equal) return void note('equal');
    return await explained(a, b, found, place);
  } finally {
    await rm(place, { recursive: true });
  }
}

/** Whether the old table, changed as the listed deviations say, is equal. */
async function explained(a: string, b: string, found: Comparison, place: string): Promise<string | undefined> {
  const columns = await db.rows(`SELECT column_name, column_type FROM (DESCRIBE FROM ${literal(a)})`);
  const used: string[] = [];
  let from = a;
  for (const { name, query } of deviations) {
    const sql = query(literal(from), columns as [string, string][], found);
    if (sql === undefined) continue;
    const next = join(place, `deviation-${used.length}.parquet`);
    await db.inOrder(() => db.run(`COPY (${sql}) TO ${literal(next)} (FORMAT parquet)`));
    const before = await compareTables(from, next, options);
    if (before.equal) continue;
    used.push(name);
    from = next;
  }
  const rest = used.length === 0 ? found : await compareTables(from, b, options);
  if (rest.equal) return void used.forEach((name) => note(`deviation: ${name}`));
  const examples = rest.features
    .filter(({ equal, compared }) => equal < compared)
    .map(({ name, first: [one] }) => `${name}: row ${one?.row}: ${one?.a}, ${one?.b}`);
  return [...rest.reasons, ...examples.slice(0, 5)].join('\n');
}

test.each(SEEDS)(
  'random tables through both sides, seed %i',
  async (seed) => {
    seen.clear();
    await fc.assert(
      fc.asyncProperty(tables, async (table) => {
        const found = await difference(table);
        if (found !== undefined) throw new Error(`${found}\ntarget ${table.target}\n${csvText(table).slice(0, 2000)}`);
      }),
      {
        numRuns: RUNS,
        seed,
        // The error holds the table as text, which is all that is needed of it.
        reporter: ({ failed, errorInstance, counterexamplePath }) => {
          if (failed) throw new Error(`seed ${seed}, path ${counterexamplePath}: ${String((errorInstance as Error | null)?.message)}`);
        },
      },
    );
    process.stdout.write(`seed ${seed}: ${[...seen].map(([what, n]) => `${n} ${what}`).join('; ')}\n`);
  },
  3_600_000,
);
