import { readFileSync } from 'node:fs';
import { MDMClient } from '@mdm/cli';

const client = new MDMClient();
await client.registerDataset('penguins', '../penguins.csv', { target: 'species', force: true });
const { files } = await client.ml.writeForPython('penguins', 'penguins', { force: true });
console.log(files.join('\n'));
const { target, tables } = JSON.parse(readFileSync('penguins/dataset.json', 'utf8'));
console.log(target, tables);

await client.close();
