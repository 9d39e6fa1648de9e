import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shop } from './shop.js';

const python = process.env['MDM_TEST_PYTHON'] ?? 'python3';
const examples = join(import.meta.dirname, '../../examples/python');
const run = (...args: string[]): string => execFileSync(python, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Why these modules cannot be used here; undefined: they can. */
function missing(modules: readonly string[]): string | undefined {
  try {
    run('-c', `import ${modules.join(', ')}`);
    return undefined;
  } catch (error) {
    const { stderr = '', code } = error as { stderr?: string; code?: string };
    return code === 'ENOENT' ? `there is no ${python}` : (stderr.trim().split('\n').at(-1) ?? 'python failed');
  }
}

const at = shop();

const scripts: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['with_pandas.py', ['pandas', 'pyarrow'], /^sales: 60 rows, 3 features, 6 missing values\nsold\nmany +40\nfew +20\n$/],
  ['with_polars.py', ['polars'], /^sales: 60 rows, 3 features, 6 missing values\n[^]*many[^]*40/],
  ['with_sklearn.py', ['pandas', 'pyarrow', 'sklearn'], /^sales: accuracy 0\.\d{3} in 3 folds\n12 predictions in predictions\.parquet\n$/],
  ['with_torch.py', ['pandas', 'pyarrow', 'torch'], /^sales: loss \d\.\d{3} after 20 epochs\n$/],
];

for (const [script, modules, said] of scripts) {
  const why = missing(modules);
  const name = why === undefined ? script : `${script} is not run: ${why}`;
  (why === undefined ? test : test.skip).each(['parquet', 'arrow'] as const)(`${name} (%s)`, async (format) => {
    await at.sales();
    const folder = join(at.folder, 'py');
    await at.client.ml.writeForPython('sales', folder, { format });
    expect(run(join(examples, script), folder)).toMatch(said);
    if (script !== 'with_sklearn.py') return;
    // What Python predicted comes back.
    const { registration, query, ml } = at.client;
    await registration.register('predicted', join(folder, 'predictions.parquet'), { features: false, analysis: false });
    const table = await query.query(
      'predicted',
      `SELECT id, sold FROM "${Object.values((await at.client.getDataset('predicted')).tables)[0]}"`,
    );
    expect(await ml.savePredictions('sales', table, { name: 'boosted' })).toMatchObject({ rows: 12 });
  });
}

const there = missing(['pandas', 'pyarrow']);
(there === undefined ? test : test.skip)(`pandas reads the types that are stored${there === undefined ? '' : `: ${there}`}`, async () => {
  await at.sales({}, { features: false });
  const folder = join(at.folder, 'py');
  await at.client.ml.writeForPython('sales', folder, { texts: 'keep', featureColumns: ['shop', 'day', 'price', 'open'] });
  const types = run(
    '-c',
    `import pandas as pd; print(dict(pd.read_parquet(${JSON.stringify(join(folder, 'train.parquet'))}).dtypes.astype(str)))`,
  );
  expect(JSON.parse(types.replaceAll("'", '"'))).toEqual({
    id: 'int64',
    shop: expect.stringMatching(/^(object|str|string)$/),
    day: expect.stringContaining('datetime64'),
    price: 'float64',
    open: 'bool',
    sold: expect.stringMatching(/^(object|str|string)$/),
  });
  expect(readFileSync(join(folder, 'dataset.json'), 'utf8')).toContain('"price"');
});
