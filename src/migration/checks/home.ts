import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { oldSide } from '../../components/legacy.js';
import { type Config } from '../../config/config.js';
import { scratchPrefix } from '../../config/scratch.js';
import { openRepository } from '../../datasets/repository.js';
import { isOnServer } from '../../datasets/server.js';
import { firstLine } from '../../errors.js';
import { compareFeatures } from '../../parity/compare-features.js';
import type { ExperimentResult } from '../../parity/trial-result.js';
import { isBad, judge, latestOf, MOVING, type Evidence } from '../gates/index.js';
import { failed, passed, warning, type Found, said, type HomeCheck, type Looked } from './check.js';
import { roundTrip } from './round-trip.js';

/** What the home holds, and whether both sides agree on it. */
export const HOME_CHECKS = {
  storage_backends: {
    rule: 'Each configured backend writes a table in a scratch place and reads the same values.',
    run: async ({ config }) => {
      const names = backendsOf(config);
      const wrong: string[] = [];
      for (const name of names) {
        const problem = await roundTrip(name, config).catch(said);
        if (problem !== undefined) wrong.push(`${name}: ${problem}`);
      }
      return wrong.length > 0
        ? failed('A table could not be written and read.', wrong)
        : passed(`Written and read on ${names.join(', ')}.`);
    },
  },
  dataset_integrity: {
    rule: 'Every dataset opens, and has its tables and statistics.',
    run: datasetIntegrity,
  },
  feature_generation: {
    rule: 'On a small table the pipeline makes the features that the generator of MDM 1.0.6 makes.',
    run: featureGeneration,
  },
  backward_compatibility: {
    rule: 'The old side of each component loads, and every pointer of a dataset can be read.',
    run: async ({ config }) => {
      await Promise.all([oldSide('config'), oldSide('storage'), oldSide('registrar')]);
      const { records, problems } = await openRepository(config).list();
      if (problems.length === 0) return passed(`The old sides load; ${records.length} pointers can be read.`);
      return failed(
        'Pointers cannot be read.',
        problems.map(({ problem }) => problem),
      );
    },
  },
  data_consistency: {
    rule: 'The latest stored comparison of every subject agrees; nothing compared is a warning.',
    run: dataConsistency,
  },
  performance_baseline: {
    rule: 'A benchmark of this version is there, and no case is beyond the gates of time and memory.',
    run: (looked) => gatesOf(looked, ['G2', 'G3'], (evidence) => evidence.benchmark !== undefined),
  },
  migration_readiness: {
    rule: 'All gates of all components are closed; an open one is a warning.',
    run: (looked) => gatesOf(looked, ['G1', 'G2', 'G3', 'G4', 'G5', 'G6'], () => false),
  },
} as const satisfies Readonly<Record<string, HomeCheck>>;

/** PostgreSQL only where it is in use. */
const backendsOf = (config: Config) =>
  (['sqlite', 'duckdb', 'postgresql'] as const).filter(
    (name) =>
      name !== 'postgresql' || config.get('database.default_backend') === name || config.origin('database.postgresql.user') !== 'default',
  );

async function datasetIntegrity({ config, backends, findings }: Looked): Promise<Found> {
  // A home that cannot be written is told by `permissions`.
  const wrong = (await findings()).filter(({ kind }) => kind !== 'read-only').map(({ problem }) => problem);
  const { records } = await openRepository(config).list();
  const elsewhere: string[] = [];
  let tables = 0;
  for (const { name, database, tables: own, feature_tables, metadata } of records) {
    if (database.backend === 'postgresql' && (config.get('database.default_backend') !== 'postgresql' || !isOnServer(config, database))) {
      elsewhere.push(name);
      continue;
    }
    if (metadata.statistics === undefined) wrong.push(`${name} has no statistics; run: mdm dataset stats ${name}`);
    const backend = await backends.of(database.backend);
    for (const table of [...Object.values(own), ...Object.values(feature_tables)])
      try {
        for await (const batch of backend.readTable(database.store, table, { limit: 1 })) void batch;
        tables++;
      } catch (error) {
        wrong.push(`${name}: ${firstLine(error)}`);
      }
  }
  if (wrong.length > 0) return failed('Datasets are not whole; see: mdm doctor', [...new Set(wrong)]);
  if (elsewhere.length > 0)
    return warning(`${tables} tables open; not looked at, as they are on a server that is not in use: ${elsewhere.join(', ')}.`);
  return passed(`${records.length} datasets, ${tables} tables open.`);
}

const SAMPLE = Array.from({ length: 40 }, (_, i) => [
  i,
  (i * 37) % 11,
  (i * 1.37 - 9).toFixed(2),
  ['north', 'south', 'west'][(i * 5) % 3],
  i % 2,
]);

async function featureGeneration({ config, signal }: Looked): Promise<Found> {
  const folder = await mkdtemp(join(tmpdir(), scratchPrefix(config.home)));
  try {
    const source = join(folder, 'sample.csv');
    await writeFile(source, ['id,count,price,region,sold', ...SAMPLE.map((row) => row.join(','))].join('\n'));
    const { result } = await compareFeatures({
      source,
      subject: 'sample',
      old: 'legacy',
      new: 'mdm1',
      target: 'sold',
      temp: folder,
      ...(signal ? { signal } : {}),
    });
    return featuresFound(result);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a comparison of features comes to. */
export function featuresFound(result: ExperimentResult): Found {
  const columns = (result.tables ?? []).reduce((sum, table) => sum + table.equal, 0);
  if (!isBad(result) && columns > 0) return passed(`${columns} columns are equal.`);
  const differences = result.differences.slice(0, 10).map(({ path, control, candidate }) => `${path}: ${control}, ${candidate}`);
  return failed('The features differ.', [...differences, ...(result.failure ? [result.failure] : [])]);
}

async function dataConsistency({ config, evidence }: Looked): Promise<Found> {
  const stored = await evidence();
  if (stored.results.length === 0) return warning('Nothing was compared; see: mdm compare --help');
  const latest = latestOf(stored, stored.results);
  const bad = latest.filter(isBad).map(({ name, subject, id }) => `${name}, ${subject}: mdm compare show ${id.slice(0, 8)}`);
  const names = await openRepository(config).names();
  const seen = new Set(latest.map(({ subject }) => subject));
  const sample = `${names.filter((name) => seen.has(name)).length} of ${names.length} datasets were compared.`;
  return bad.length > 0 ? failed(`The sides differ. ${sample}`, bad) : passed(`The sides agree. ${sample}`);
}

async function gatesOf(looked: Looked, ids: readonly string[], strict: (evidence: Evidence) => boolean): Promise<Found> {
  const evidence = await looked.evidence();
  const open = MOVING.flatMap((flag) => {
    const own = judge(evidence, flag).filter((gate) => gate.open && ids.includes(gate.id));
    return own.length === 0 ? [] : [`${flag.component}: ${own.map(({ id, title }) => `${id} ${title}`).join(', ')}`];
  });
  if (open.length === 0) return passed('All of these gates are closed.');
  return (strict(evidence) ? failed : warning)('Gates are open; see: mdm migration validate', open);
}
