import { MDMClient } from '@mdm/cli';

const client = new MDMClient();

const { record, tables } = await client.registerDataset('penguins', '../penguins.csv', {
  target: 'species',
  tags: ['birds'],
  description: 'Measures of penguins',
  force: true,
});
console.log(`${record.name}: ${tables[0].rows} rows, ${record.problem_type}`);

for (const { name, tags, target_column } of await client.listDatasets({ tags: ['birds'] }))
  console.log(`${name} [${tags.join(', ')}] predicts ${target_column}`);

// SQL of the backend, with values bound.
const table = record.tables.train ?? record.tables.data;
const rows = await client.query.rows(
  'penguins',
  `SELECT island, count(*) AS n FROM "${table}" WHERE body_mass_g > ? GROUP BY island ORDER BY island`,
  [4000],
);
for (const { island, n } of rows) console.log(`${island}: ${n} above 4 kg`);

await client.query.executeSql('penguins', `CREATE INDEX IF NOT EXISTS by_island ON "${table}" (island)`);

const { tables: measured } = await client.getStatistics('penguins');
const mass = measured[0].columns.find((column) => column.name === 'body_mass_g');
console.log(`body_mass_g: mean ${mass.mean.toFixed(1)}, ${mass.nulls} missing`);

// Any function from Arrow table to Arrow table; what is stored stays as it is.
const { file, columns } = await client.export.exportWithTransform({
  dataset: 'penguins',
  transformations: [
    { type: 'select', columns: ['species', 'bill_length_mm', 'body_mass_g'] },
    { type: 'normalize', columns: ['bill_length_mm', 'body_mass_g'] },
  ],
  output: 'penguins.scaled.csv',
  force: true,
});
console.log(`${file}: ${columns.join(', ')}`);

let chunks = 0;
for await (const chunk of client.iterateDataset('penguins', { chunkSize: 100 })) chunks += chunk.numRows > 0 ? 1 : 0;
console.log(`${chunks} chunks of at most 100 rows`);

await client.close();
