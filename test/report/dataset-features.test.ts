import { generateFeatures } from '../../src/index.js';
import { openRegistry } from '../../src/host/registry.js';
import { openDataset } from '../../src/datasets/open.js';
import { datasetFeaturesReport } from '../../src/report/features-of.js';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shelf, type TableOf } from '../datasets/shelf.js';
import { expectWhole } from './pages.js';

const home = shelf();
const rows = Array.from({ length: 40 }, (_, i) => [i, (i * 7919) % 101, i % 2 ? 'odd' : 'even'] as const);
const train: TableOf = {
  columns: { id: 'int64', x: 'double', 'the "target"': 'text' },
  rows: rows.map(([id, x, y]) => [BigInt(id), x, y]),
};

async function withFeatures(features: TableOf): Promise<string> {
  await home.add('d', { train, train_features: features }, { target_column: 'the "target"', problem_type: 'binary_classification' });
  const source = join(home.folder, 'x.csv');
  writeFileSync(source, `id,x,y\n${rows.map((row) => row.join(',')).join('\n')}\n`);
  const { recipe } = await generateFeatures({
    registry: await openRegistry(),
    source,
    target: 'y',
    id: ['id'],
    only: ['statistical.zscore'],
  });
  const dataset = await openDataset(home.ws, 'd');
  await dataset.backend.updateMetadata('d', 'recipe', JSON.parse(JSON.stringify(recipe)));
  return datasetFeaturesReport(home.ws, dataset);
}

const feature = (x: number): number => (x - 50) / 29;

it('relates features to a target that stands in another table', async () => {
  const page = await withFeatures({ columns: { x__zscore: 'double' }, rows: rows.map(([, x]) => [feature(x)]) });
  expectWhole(page);
  expect(page).toContain('Relation to the target the &#34;target&#34;');
  expect(page).toMatch(/x__zscore/);
  expect(page).toContain('correlation ratio');
});

it('measures no relation where rows do not answer to each other', async () => {
  const page = await withFeatures({ columns: { x__zscore: 'double' }, rows: rows.slice(1).map(([, x]) => [feature(x)]) });
  expectWhole(page);
  expect(page).not.toContain('Relation to the target');
});

it('a dataset without features says how to make them', async () => {
  await home.add('d');
  await expect(datasetFeaturesReport(home.ws, await openDataset(home.ws, 'd'))).rejects.toMatchObject({
    code: 'not-found',
    next: 'Make them with: mdm features generate d',
  });
});
