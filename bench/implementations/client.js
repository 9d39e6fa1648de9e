import { MDMClient } from '../../dist/index.js';

/** What only code can do: `node client.js load|threads|queries NAME`, on the home of the environment. */
const [work, name] = process.argv.slice(2);
const each = (count, make) => Promise.all(Array.from({ length: count }, (_, i) => make(i)));
const WORK = {
  load: (client) => client.loadDatasetFiles(name),
  threads: (client) => each(5, () => client.loadDatasetFiles(name)),
  queries: (client) =>
    each(10, (i) =>
      client.queryDataset(name, `SELECT class, count(*) AS n, max(id) AS last FROM train WHERE id % 10 <> ${i} GROUP BY class`),
    ),
};
await using client = new MDMClient();
await WORK[work](client);
