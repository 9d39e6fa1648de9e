import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openConfig } from '../../src/config/config.js';
import type { Workspace } from '../../src/datasets/workspace.js';
import { silent } from '../../src/log/logger.js';
import { readModule } from '../../src/migration/features/module.js';
import { portFeatures, type PortedModule } from '../../src/migration/features/port.js';
import { migrateHome } from '../../src/migration/home/migrate.js';
import { createBackends } from '../../src/storage/open.js';
import { openCli, root, type Cli } from './cli.js';
import { makeOriginalHome } from './original-home.js';

let folder: string;
let ws: Workspace;
const module = (): string => join(folder, 'old/config/custom_features/iris.py');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mdm-features-'));
  await makeOriginalHome(join(folder, 'old'), { datasets: ['iris'] });
  const db = new DatabaseSync(join(folder, 'old/datasets/iris/iris.sqlite'));
  db.exec('ALTER TABLE data_features ADD COLUMN petal_area FLOAT; UPDATE data_features SET petal_area = petal_length * petal_width');
  db.close();
  const config = await openConfig({ home: join(folder, 'new'), env: {} });
  ws = { config, log: silent, backends: createBackends(config, silent), registry: () => Promise.reject(new Error('no plugins')) };
});
afterAll(async () => {
  await ws.backends.close();
  rmSync(folder, { recursive: true, force: true });
});

async function port(of: string | undefined, into: string): Promise<PortedModule> {
  const [one] = await portFeatures(ws, { into: join(folder, into), ...(of === undefined ? {} : { of }) });
  if (!one!.ok) throw one!.error;
  return one!.value;
}

describe('a module of custom features becomes a plugin', () => {
  let cli: Cli;
  beforeAll(() => {
    cli = openCli();
  });
  afterAll(() => cli.remove());

  test('whose test fails until it is ported, and then passes', async () => {
    const made = await port(module(), 'first');
    expect(made).toMatchObject({
      dataset: 'iris',
      package: 'mdm-feature-custom-iris',
      transformers: [{ operation: 'petal_area', name: 'petal-area', features: ['petal_area'] }],
      left: [],
      rows: 150,
    });
    symlinkSync(join(root, 'node_modules'), join(made.folder, 'node_modules'));
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', made.folder, '--noEmit']);
    const before = await cli.mdm('plugins', 'test', made.folder);
    expect(before.code).toBe(1);
    expect(before.out).toContain('petal_area__petal_area, row 1: null, expected 0.27999999999999997');
    const source = join(made.folder, 'src/petal-area.ts');
    const text = readFileSync(source, 'utf8').replace(
      /const missing = [^;]*;/,
      `const [length, width] = NEEDS.map((name) => [...batch.getChild(name)!] as (number | null)[]);
       const missing = length!.map((x, i) => (x === null || width![i] == null ? null : x * width![i]));`,
    );
    writeFileSync(source, text);
    const after = await cli.mdm('plugins', 'test', made.folder);
    expect([after.code, after.out]).toEqual([0, expect.stringContaining('every check is as it should be')]);
  });

  test('of a dataset that was migrated, by its name, and without one', async () => {
    await migrateHome(ws, { from: join(folder, 'old') });
    expect(await port('iris', 'second')).toMatchObject({ file: module(), rows: 150 });
    expect(await port(undefined, 'third')).toMatchObject({ file: module() });
    expect(await portFeatures(ws, { into: join(folder, 'third') })).toMatchObject([{ ok: false, error: { code: 'exists' } }]);
  });

  test.each([
    ['a dataset without a module', 'wine', /no module of custom features in Python of "wine"/],
    ['a file that is not there', 'none.py', /There is no file/],
    ['a module of no dataset', 'other.py', /no dataset "other"/],
    ['a module without functions', 'empty.py', /has no operations/],
  ])('but not %s', async (_, of, message) => {
    writeFileSync(join(folder, 'other.py'), 'def area(df):\n    return {"area": df["a"]}\n');
    writeFileSync(join(folder, 'empty.py'), 'x = 1\n');
    await expect(port(of.endsWith('.py') ? join(folder, of) : of, 'fourth')).rejects.toThrow(message);
    expect(existsSync(join(folder, 'fourth/custom-other'))).toBe(false);
  });
});

test('signatures of several lines, and comments at the margin, are parts of a function', async () => {
  const file = join(folder, 'black.py');
  writeFileSync(
    file,
    `class Black:
    def ratio(
        self, df: pd.DataFrame, by: str = ")#"
    ) -> dict:
        x = df["a"]
# all of it
        return {"a_per_b": x / df["b"]}

# of the next one
    def other(self,
              df):
        return {"c": 1}
`,
  );
  const { operations } = await readModule(file);
  expect(operations.map(({ name, texts }) => [name, texts.slice(1)])).toEqual([
    ['ratio', ['a', 'a_per_b', 'b']],
    ['other', []],
  ]);
  expect(operations[0]!.code).toMatch(/^def ratio\(\n {4}self[\s\S]*\n\) -> dict:\n {4}x = [\s\S]*\n# all of it\n[\s\S]*df\["b"\]\}$/);
});

test('what a module says is read without running it', async () => {
  const file = join(folder, 'shop.py');
  writeFileSync(
    file,
    `class Shop(BaseDomainFeatures):
    def _register_operations(self):
        self._operation_registry = {
            "totals": self.get_totals,
            'ratios': self._ratios,
        }

    def get_totals(self, df):
        out = {}

        out["total_price"] = df['price'] * df["count"]
        return out

    def _ratios(self, df: pd.DataFrame):
        return {f"{col}_per_item": df[col] / df["count"] for col in ["price", 'it\\'s']}

    def unused(self, df):
        return {}
`,
  );
  const { dataset, operations } = await readModule(file);
  expect(dataset).toBe('shop');
  expect(operations.map(({ name, texts }) => [name, texts])).toEqual([
    ['totals', ['total_price', 'price', 'count']],
    ['ratios', ['count', 'price', "it\\'s"]],
  ]);
  expect(operations[0]!.code).toMatch(/^def get_totals\(self, df\):\n {4}out = \{\}\n\n[\s\S]*return out$/);
  expect(operations[1]!.patterns.map((one) => [one.test('price_per_item'), one.test('per_item')])).toEqual([[true, false]]);
});
