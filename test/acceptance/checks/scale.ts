import { createWriteStream, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MDMClient } from '@mdm/cli';
import { benchDatasets } from '../../../bench/datasets.js';
import { measured } from '../../../bench/watch.js';
import { bin } from '../../e2e/workspace.js';
import { listed, numbered } from '../datasets.js';
import type { Check, World } from '../world.js';

/**
 * How large things are, by MDM_ACCEPTANCE_SCALE: `small` (default) registers 60 datasets where a row says 1,000, and the files of the memory rows have 64 MB and 128 MB with 96 MB of memory (the engine's CSV reader alone takes 64 MB);
 * `ordinary` what the rows name for an ordinary run (1.1 GB with 1 GB, 2 GB with 256 MB); `full` more than 10 GB as well.
 */
const scale = process.env['MDM_ACCEPTANCE_SCALE'] ?? 'small';
if (!['small', 'ordinary', 'full'].includes(scale)) throw new Error(`MDM_ACCEPTANCE_SCALE is ${scale}: small, ordinary or full.`);

const MB = 1e6;
/** What a process of MDM takes before it has a row: node, the engine's code, buffers of the file system. GiB; 0.37 was seen beyond twice the limit. */
const FIXED = 0.45;

/** Milliseconds, the least of five: what other processes do meanwhile counts least. */
async function least(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  return Math.min(...times);
}

/** CPU milliseconds that work took in this process. */
async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e3;
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const registerSmall = (client: MDMClient, name: string, file: string) =>
  client.registerDataset(name, file, { features: false, analysis: false });

/** One dataset that was registered, and pointers to it until there are `count`. */
async function shelfOf(world: World, client: MDMClient, count: number): Promise<void> {
  const folder = join(world.home, 'config/datasets');
  const first = join(folder, 'd0000.yaml');
  if (!existsSync(first)) await registerSmall(client, 'd0000', numbered(world, 'd.csv', 12));
  const pointer = readFileSync(first, 'utf8');
  for (let i = readdirSync(folder).length; i < count; i++) {
    const name = `d${String(i).padStart(4, '0')}`;
    const text = pointer
      .replace(/^name: .*$/m, `name: ${name}`)
      .replace(/^display_name: .*$/m, `display_name: ${name}`)
      .replace(/^description: .*$/m, `description: ${i % 100 === 7 ? 'needle' : 'hay'}`);
    writeFileSync(join(folder, `${name}.yaml`), text);
  }
}

/** Writes a CSV of at least so many bytes, with rows that all differ. */
async function bigCsv(file: string, bytes: number): Promise<number> {
  const out = createWriteStream(file);
  out.write('id,x,y,city,note,class\n');
  let [written, id] = [0, 0];
  while (written < bytes) {
    const lines: string[] = [];
    for (let k = 0; k < 5_000; k++, id++)
      lines.push(
        `${id},${((id * 7919) % 1_000_003) / 997},${Math.sqrt(id).toFixed(6)},city ${id % 40},note number ${(id * 31) % 65_537} of a longer text,${id % 3}\n`,
      );
    const text = lines.join('');
    written += text.length;
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  return id;
}

/** Registers a file of so many bytes in a process of its own; gives its peak in GiB. */
async function registerBig(world: World, bytes: number, limit: string): Promise<number> {
  const file = join(world.folder, 'big.csv');
  const rows = await bigCsv(file, bytes);
  const env = { ...world.env, MDM_PERFORMANCE_MEMORY_LIMIT: limit, MDM_DATABASE_DUCKDB_MEMORY_LIMIT: limit };
  const flags = ['--target', 'class', '--no-features', '--json'];
  const { peak } = await measured([bin, 'dataset', 'register', 'big', file, ...flags], { cwd: world.folder, env });
  const [row] = await world.sql('big', 'SELECT count(*) AS n FROM train');
  expect(Number(row!['n'])).toBe(rows);
  return peak;
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((one) => statSync(join(folder, one)).isFile());

interface Measure {
  readonly rows: number;
  readonly wall: number;
  readonly cpu: number;
  readonly peak: number;
  readonly step?: string;
  readonly side?: string;
  readonly features?: number;
  readonly besideBaseline?: number | null;
}

interface Part {
  readonly repeat: number;
  readonly cores: number;
  /** Of the machine when the benchmark began. */
  readonly load: number;
  readonly measures: readonly Measure[];
}

interface BenchRecord {
  readonly version: string;
  readonly machine: string;
  readonly registration: Part;
  readonly features: Part;
  readonly baseline: { readonly version: string; readonly registration: Part };
}

/**
 * The figures that `npm run bench -- datasets registration features --repeat N --json bench/datasets.json` kept of this version. Times are
 * not measured here: what else a machine does while tests run would decide.
 */
function benchRecord(): BenchRecord {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, '../../..', file), 'utf8'));
  const record = read('bench/datasets.json') as BenchRecord;
  expect(record.version).toBe((read('package.json') as { readonly version: string }).version);
  for (const part of [record.registration, record.features, record.baseline.registration]) {
    expect(part.repeat).toBeGreaterThanOrEqual(3);
    expect(part.load).toBeLessThan(part.cores);
    for (const one of part.measures) expect([one.wall > 0, one.cpu > 0, one.peak > 0]).toEqual([true, true, true]);
  }
  return record;
}

/** Runs a part of the benchmark and gives what it recorded. */
async function benchmark(world: World, part: string, ...argv: readonly string[]): Promise<readonly Measure[]> {
  const file = join(world.folder, 'bench.json');
  process.env['BENCH_WORK'] ??= join(world.folder, 'bench');
  await benchDatasets([part, ...argv, '--json', file]);
  const kept = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Part>>;
  return kept[part]!.measures;
}

export const checks: Readonly<Record<string, Check>> = {
  'A5.2-01': async (world) => {
    const [bytes, limit, most] = scale === 'small' ? [24 * MB, '96MB', 2 * 0.096 + FIXED] : [1.1e9, '1GB', 2];
    expect(await registerBig(world, bytes, limit)).toBeLessThan(most);
  },
  'A5.2-02': async (world) => {
    const [bytes, limit, most] = scale === 'small' ? [128 * MB, '96MB', 2 * 0.096 + FIXED] : [2e9, '256MB', 2 * 0.256 + FIXED];
    expect(await registerBig(world, bytes, limit)).toBeLessThan(most);
    if (scale !== 'full') return;
    await world.ok('dataset', 'remove', 'big', '--force');
    expect(await registerBig(world, 10.1e9, '1GB')).toBeLessThan(2);
  },
  'A5.2-03': async (world) => {
    const [small, large] = scale === 'small' ? [20_000, 80_000] : [500_000, 2_000_000];
    const limit = 0.256;
    process.env['MDM_MEMORY'] = '256MB';
    const measures = await benchmark(world, 'memory', '--rows', `${small},${large}`, '--backends', world.backend);
    for (const step of ['registration', 'statistics', 'features', 'export']) {
      const of = (rows: number): number => measures.find((one) => one.step === step && one.rows === rows)!.peak;
      expect(of(small)).toBeGreaterThan(0);
      // Four times the rows may use what the limit allows, and no more.
      expect([step, of(large) - of(small) < limit]).toEqual([step, true]);
    }
  },
  'A8.1-02': async (world) => {
    const client = await world.client();
    const file = numbered(world, 'd.csv', 12);
    // Modules are loaded by the first.
    await registerSmall(client, 'warm', file);
    const times: number[] = [];
    const count = scale === 'small' ? 40 : 100;
    for (let i = 0; i < count; i++) times.push(await cpuOf(() => registerSmall(client, `d${i}`, file)));
    const last = times.slice(-5).sort((a, b) => a - b)[2]!;
    expect(last).toBeLessThanOrEqual(1.5 * mean(times.slice(0, 10)));
    expect(await listed(world, '--limit', '1000')).toHaveLength(count + 1);
  },
  'A8.1-03': async (world) => {
    const many = scale === 'small' ? 60 : 1_000;
    const client = await world.client();
    const file = numbered(world, 'd.csv', 12);
    const descriptors = (): number => (existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0);
    await registerSmall(client, 'd0', file);
    const before = descriptors();
    const most: number[] = [];
    for (let i = 1; i < many; i += 5) {
      await Promise.all([0, 1, 2, 3, 4].filter((k) => i + k < many).map((k) => registerSmall(client, `d${i + k}`, file)));
      if (i % (many / 10) === 1) most.push(descriptors());
    }
    // A pool may keep some open; their number does not grow with that of the datasets.
    expect(Math.max(...most.slice(-3)) - Math.max(...most.slice(0, 3))).toBeLessThan(50);
    const datasets = await client.listDatasets();
    expect(datasets.map(({ name }) => name).sort()).toEqual(Array.from({ length: many }, (_, i) => `d${i}`).sort());
    await client.close();
    // The other end of a connection may take a moment to close it.
    for (let wait = 0; wait < 50 && descriptors() > before + 5; wait++) await sleep(100);
    expect(descriptors()).toBeLessThanOrEqual(before + 5);
    expect(filesBelow(world.home).filter((one) => /\.lock$|\.tmp$|journal\.json$/.test(one))).toEqual([]);
  },
  'A8.1-04': async (world) => {
    const client = await world.client();
    const times = new Map<number, number>();
    for (const count of [10, 100, 1_000]) {
      await shelfOf(world, client, count);
      expect(await client.listDatasets()).toHaveLength(count);
      times.set(count, await least(() => client.listDatasets()));
    }
    expect(times.get(1_000)!).toBeLessThan(1_000);
    expect(times.get(1_000)!).toBeLessThan(10 * times.get(100)! + 100);
    expect(await listed(world, '--limit', '2000')).toHaveLength(1_000);
  },
  'A8.1-05': async (world) => {
    const client = await world.client();
    await shelfOf(world, client, 1_000);
    const { total } = await client.searchDatasets('d0999');
    expect(total).toBe(1);
    expect(await least(() => client.searchDatasets('d0999'))).toBeLessThan(1_000);
    await client.close();
    const names = (found: readonly { readonly name: string }[]): string[] => found.map(({ name }) => name).sort();
    expect(names(await world.json('dataset', 'search', 'd0999'))).toEqual(['d0999']);
    expect(names(await world.json('dataset', 'search', 'needle', '--deep', '--limit', '2000'))).toEqual(
      Array.from({ length: 10 }, (_, i) => `d0${i}07`),
    );
  },
  'A8.2-01': async (world) => {
    // The script records.
    const sizes = [1_000, 100_000, 1_000_000];
    const now = await benchmark(world, 'registration', '--rows', '1000');
    expect(now.map(({ rows, wall, cpu, peak }) => [rows, wall > 0, cpu > 0, peak > 0])).toEqual([[1_000, true, true, true]]);
    // What it recorded.
    const { registration, baseline } = benchRecord();
    for (const part of [registration, baseline.registration]) expect(part.measures.map(({ rows }) => rows)).toEqual(sizes);
    const [small, middle, large] = registration.measures as readonly [Measure, Measure, Measure];
    for (const key of ['wall', 'cpu'] as const) {
      expect(middle[key]).toBeLessThanOrEqual(100 * small[key]);
      expect(large[key]).toBeLessThanOrEqual(10 * middle[key]);
    }
    // A thousand rows take what the start of a process takes.
    for (const { besideBaseline } of [middle, large]) expect(besideBaseline).toBeLessThanOrEqual(1.05);
  },
  'A8.2-03': async (world) => {
    const sides = ['generator legacy', 'profile mdm1', 'default pipeline'];
    const now = await benchmark(world, 'features', '--rows', '1000');
    expect(now.map(({ side, rows, wall }) => [side, rows, wall > 0])).toEqual(sides.map((side) => [side, 1_000, true]));
    const { measures } = benchRecord().features;
    expect(measures.map(({ side, rows }) => [side, rows])).toEqual(sides.map((side) => [side, 100_000]));
    // The first two make the same features of the same rows; the default makes twice as many.
    const [legacy, profile] = measures as readonly [Measure, Measure, Measure];
    expect(profile.features).toBe(legacy.features);
    expect(profile.wall).toBeLessThanOrEqual(1.05 * legacy.wall);
  },
  'A8.2-04': async (world) => {
    const names = Array.from({ length: 8 }, (_, i) => `d${i}`);
    const client = await world.client();
    const file = numbered(world, 'd.csv', 20_000);
    for (const name of names) await registerSmall(client, name, file);
    await client.close();
    const times: number[] = [];
    for (const limit of ['1', '4']) {
      const began = performance.now();
      const run = { env: { MDM_PERFORMANCE_MAX_CONCURRENT_OPERATIONS: limit } };
      const ended = await world.mdmWith(
        run,
        'batch',
        'export',
        ...names,
        '--output-dir',
        `out${limit}`,
        '--format',
        'csv',
        '--compression',
        'none',
      );
      times.push(performance.now() - began);
      expect([ended.code, ended.stderr]).toEqual([0, expect.any(String)]);
    }
    const [one, four] = ['out1', 'out4'].map((name) => join(world.folder, name));
    const files = filesBelow(one!).sort();
    expect(files.filter((name) => name.endsWith('.csv'))).toHaveLength(8);
    expect(filesBelow(four!).sort()).toEqual(files);
    for (const name of files.filter((one_) => one_.endsWith('.csv')))
      expect(readFileSync(join(four!, name)).equals(readFileSync(join(one!, name)))).toBe(true);
    if (availableParallelism() >= 4) expect(times[1]!).toBeLessThanOrEqual(times[0]! * 1.1);
  },
};
