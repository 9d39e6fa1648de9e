import { globSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf, cleanFolder, expectLines, give, root, run } from './blocks.js';

/** What each example writes. */
const files: Readonly<Record<string, readonly string[]>> = {
  client: ['penguins.scaled.csv'],
  config: ['home'],
  'flights-train-test': ['flights.csv', 'flights.recipe.json', 'flights.test.csv'],
  library: ['penguins.recipe.json'],
  penguins: ['penguins.parquet', 'penguins.recipe.json'],
  python: ['penguins'],
  'third-party-plugin': ['again.csv', 'dist', 'mdm-feature-geo-0.1.0.tgz', 'mdm.plugins.lock', 'trips.features.csv', 'trips.recipe.json'],
  'time-series': ['last.csv', 'last.parquet', 'weather.parquet', 'weather.recipe.json'],
};

test('every example is here', () => {
  const examples = globSync('examples/*/', { cwd: root }).map((path) => path.split('/')[1]);
  expect(examples.sort()).toEqual(Object.keys(files));
});

test.each(Object.entries(files))(
  '%s',
  async (name, written) => {
    const blocks = blocksOf(`examples/${name}/README.md`);
    const [block, more] = blocks.filter((b) => b.language === 'sh');
    const output = blocks.find((b) => b.mark === 'output');
    if (!block || more || !output) throw new Error('an example has one sh block, and its output');
    const { folder, top } = cleanFolder();
    try {
      give('examples/penguins.csv', folder, 'penguins.csv');
      give(`examples/${name}`, folder, name);
      const there = join(folder, name);
      const before = readdirSync(there);
      const { code, stdout, stderr } = await run(block, top, there);
      if (code !== 0) throw new Error(`it ended with ${code}:\n${stderr}\n${stdout}`);
      expectLines(stdout, output.text);
      expect(
        readdirSync(there)
          .filter((file) => !before.includes(file))
          .sort(),
      ).toEqual(written);
    } finally {
      rmSync(top, { recursive: true, force: true });
    }
  },
  120_000,
);
