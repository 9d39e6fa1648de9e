import { join } from 'node:path';
import { generateChunk, generateLegacy, readSource, type LegacyOptions, type Source } from '../src/index.js';
import { convertDates } from '../src/dates.js';
import { compareFrames } from './compare.js';
import { data, readGolden, readTable } from './golden.js';

interface Case {
  readonly source: string;
  readonly options?: LegacyOptions;
  /** A Parquet input: its dates are times before anything is read. */
  readonly native?: readonly string[];
}

const DATASETS: Readonly<Record<string, Case>> = {
  edge_cases: { source: 'edge_cases.csv', options: { target: 'binary_int' } },
  flights: { source: 'flights', options: { target: 'arr_delay' } },
  mdm_sample: { source: 'mdm_sample' },
  movies: { source: 'movies.csv', options: { target: 'IMDB Rating' } },
  penguins: { source: '../../examples/penguins.csv', options: { target: 'species' } },
  seattle_weather: { source: 'seattle_weather.csv', options: { target: 'weather' } },
  seattle_weather_chunked: { source: 'seattle_weather.csv', options: { batchSize: 500 } },
  seattle_weather_temporal: { source: 'seattle_weather.csv', options: { storage: 'duckdb' }, native: ['date'] },
  wine: { source: 'wine' },
};
const tables = Object.keys(DATASETS).flatMap((dataset) =>
  readGolden(dataset).tables.map((table) => [dataset, table.table, table] as const),
);

describe('features from the original columns, with the types of the original', () => {
  test.each(tables)('%s %s', (dataset, _, table) => {
    const expected = readTable(dataset, table);
    const input = { rows: expected.rows, columns: expected.columns.slice(0, table.originals) };
    const types = new Map(Object.entries(readGolden(dataset).types));
    const given = generateChunk(input, { types, lambdas: new Map(Object.entries(table.lambdas)) });
    expect(compareFrames(expected, given.frame, table.originals, 1e-9).deviating).toEqual([]);
    expect(given.pairs.map(({ a, b, correlation }) => [a, b, correlation])).toEqual(table.pairs);
    expect(given.dropped.map(({ name, reason }) => [name, reason])).toEqual(table.dropped);
    expect(given.failed.map(({ name }) => name)).toEqual(table.failed);
  });
});

async function readCase({ source, native }: Case): Promise<Source> {
  const read = await readSource(join(data, source), () => Promise.reject(new Error('no such input here')));
  if (!native) return read;
  return { ...read, dates: [], tables: read.tables.map(({ name, frame }) => ({ name, frame: convertDates(frame, new Set(native)) })) };
}

describe('features, types, ids and targets from the input files', () => {
  const seen: string[] = [];
  test.each(Object.entries(DATASETS))('%s', async (dataset, one) => {
    const golden = readGolden(dataset);
    const source = await readCase(one);
    const result = generateLegacy(source, one.options);
    expect(source.dates).toEqual(golden.dates);
    expect(result.ids).toEqual(golden.ids);
    expect(result.target ?? null).toBe(golden.target);
    expect([...result.types]).toEqual(Object.entries(golden.types));
    expect(result.tables.map(({ name }) => name)).toEqual(golden.tables.map(({ table }) => table));
    let [features, equal] = [0, 0];
    const deviating: string[] = [];
    for (const [i, { generated }] of result.tables.entries()) {
      const table = golden.tables[i]!;
      const compared = compareFrames(readTable(dataset, table), generated.frame, table.originals, 1e-5);
      features += compared.features;
      equal += compared.equal;
      deviating.push(...compared.deviating.map((line) => `${table.table}: ${line}`));
      expect(generated.stopped !== null).toBe(dataset === 'seattle_weather_chunked');
    }
    seen.push(`${dataset.padEnd(26)}${String(features).padStart(8)}${String(equal).padStart(8)}${String(features - equal).padStart(8)}`);
    expect(deviating).toEqual([]);
  });
  afterAll(() => process.stdout.write(['data set                  features   equal  differ', ...seen, ''].join('\n')));
});
