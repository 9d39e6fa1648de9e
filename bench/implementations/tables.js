import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Columns of each kind of table, from the number of the row and a number that looks drawn by chance. */
const KINDS = {
  numeric: {
    x: (i, n) => n(1),
    y: (i, n) => Math.round(n(2) * 1e4) / 100,
    z: (i, n) => Math.round(Math.sqrt(n(3)) * 1e6) / 1e3,
    count: (i, n) => Math.floor(n(4) * 500),
  },
  mixed: {
    x: (i, n) => Math.round(n(1) * 1e5) / 100,
    count: (i, n) => Math.floor(n(2) * 500),
    city: (i, n) => `city ${Math.floor(n(3) * 40)}`,
    note: (i, n) => (n(4) < 0.1 ? '' : `part ${Math.floor(n(5) * 1e6)} of ${i}`),
    at: (i) => new Date(1_577_836_800_000 + i * 3_600_000).toISOString().slice(0, 19).replace('T', ' '),
  },
  categorical: {
    color: (i, n) => ['red', 'green', 'blue', 'white'][Math.floor(n(1) * 4)],
    city: (i, n) => `city ${Math.floor(n(2) * 60)}`,
    code: (i, n) => `C${Math.floor(n(3) * 300)}`,
    size: (i, n) => ['S', 'M', 'L'][Math.floor(n(4) ** 2 * 3)],
  },
};

const MODULUS = 2_147_483_647;
const drawn = (i, j) => ((((i * 48_271 + j * 16_807_001) % MODULUS) * 48_271) % MODULUS) / MODULUS;

/** A CSV file of a kind with the id `id` and the target `class`; made once. */
export function tableOf(work, kind, rows) {
  const folder = join(work, 'data');
  const file = join(folder, `${kind}_${rows}.csv`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const columns = Object.entries(KINDS[kind]);
  const lines = Array.from({ length: rows }, (_, i) => {
    const cells = columns.map(([, value]) => value(i, (j) => drawn(i + 1, j)));
    return [i, ...cells, Math.floor(drawn(i + 1, 9) * 3)].join(',');
  });
  writeFileSync(`${file}.part`, `${['id', ...columns.map(([name]) => name), 'class'].join(',')}\n${lines.join('\n')}\n`);
  renameSync(`${file}.part`, file);
  return file;
}
