import { MDMClient } from '@mdm/cli';

const client = new MDMClient();
await client.registerDataset('penguins', '../penguins.csv', { target: 'species', features: false, force: true });

// Rows in memory become a dataset as well.
await client.registration.registerRows(
  'islands',
  [
    { island: 'Biscoe', area_km2: 10, inhabited: false },
    { island: 'Dream', area_km2: 2, inhabited: false },
    { island: 'Torgersen', area_km2: 0.4, inhabited: false },
    { island: 'Ross', area_km2: 2460, inhabited: true },
    ...Array.from({ length: 8 }, (_, i) => ({ island: `Islet ${i + 1}`, area_km2: 0.01 * (i + 1), inhabited: false })),
  ],
  { features: false, force: true },
);
const tableOf = async (name) => Object.values((await client.getDataset(name)).tables)[0];
const [penguins, islands] = [await tableOf('penguins'), await tableOf('islands')];

// One query over two datasets: tables are named dataset.table.
const rows = await client.query.rows(
  ['penguins', 'islands'],
  `SELECT i.island, i.area_km2, count(p.species) AS penguins
   FROM islands.${islands} AS i LEFT JOIN penguins.${penguins} AS p USING (island)
   WHERE i.area_km2 >= ? GROUP BY ALL ORDER BY penguins DESC, island`,
  [0.1],
);
for (const { island, area_km2, penguins } of rows) console.log(`${island} (${area_km2} km2): ${penguins} penguins`);

await client.close();
