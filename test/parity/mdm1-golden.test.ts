import { differs, loadGolden, makeFeatures, openDatabase, readGolden } from './mdm1.js';

const DATASETS = [
  'edge_cases',
  'flights',
  'mdm_sample',
  'movies',
  'penguins',
  'seattle_weather',
  'seattle_weather_chunked',
  'seattle_weather_temporal',
  'wine',
];
const goldens = await Promise.all(DATASETS.map(async (name) => [name, await readGolden(name)] as const));
const tables = goldens.flatMap(([name, golden]) => golden.tables.map((table) => [name, table.table, golden.types, table] as const));

let total = 0;
describe('the features of MDM 1.0.6 from its own columns and types, as expressions', () => {
  test.each(tables)('%s %s', async (dataset, _, types, table) => {
    const db = await openDatabase({ threads: 2 });
    try {
      await loadGolden(db, dataset, table);
      const made = await makeFeatures(db, types, table);
      const wanted = Object.entries(table.columns).slice(table.originals);
      const byName = new Map([...made].reverse().map((m) => [m.name, m]));
      const deviating: string[] = [];
      total += wanted.length;
      for (const [name, dtype] of wanted) {
        const found = byName.get(name);
        const reason = found ? await differs(db, name, dtype, found) : 'absent';
        if (reason !== null) deviating.push(`${name}: ${reason}`);
      }
      expect(deviating).toEqual([]);
      const names = [...new Set(made.map((m) => m.name))];
      const kept = new Set(wanted.map(([name]) => name));
      expect(names.filter((name) => kept.has(name))).toEqual([...kept]);
      // The rest is what the original made too, and dropped for want of signal.
      expect(names.filter((name) => !kept.has(name))).toEqual(
        [...new Set(table.dropped.map(([name]) => name))].filter((name) => !kept.has(name)),
      );
    } finally {
      await db.close();
    }
  });
  test('all of them', () => expect(total).toBe(1476));
});
