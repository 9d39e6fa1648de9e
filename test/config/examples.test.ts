import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { openConfig } from '../../src/config/config.js';
import { KEY_NAMES, keyOf } from '../../src/config/keys.js';

const root = join(import.meta.dirname, '../..');
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mdm-examples-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const open = (text: string, env: Record<string, string> = {}) => {
  writeFileSync(join(home, 'mdm.yaml'), text);
  return openConfig({ home, env });
};
const nested = (path: string, value: unknown): string =>
  `${JSON.stringify(path.split('.').reduceRight<unknown>((inner, part) => ({ [part]: inner }), value))}\n`;

const env = { MDM_PG_HOST: 'db.example', MDM_PG_USER: 'mdm', MDM_PG_PASSWORD: 'secret word' };
const names = ['default', 'minimal', 'sqlite-example', 'duckdb-example', 'production'];
const text = (name: string): string => readFileSync(join(root, `examples/config/mdm.yaml.${name}`), 'utf8');
const schema = JSON.parse(readFileSync(join(root, 'schema/mdm-config-1.json'), 'utf8')) as object;
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

test.each(names)('mdm.yaml.%s is used without a word, and is as the schema says', async (name) => {
  expect((await open(text(name), env)).warnings).toEqual([]);
  expect([validate(parse(text(name))), validate.errors]).toEqual([true, null]);
});

test('mdm.yaml.default has every key, and each value is the default, alone and together', async () => {
  const data = parse(text('default')) as Record<string, unknown>;
  const all = await open(text('default'));
  for (const key of KEY_NAMES) {
    const value = key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], data);
    expect([key, value]).toEqual([key, keyOf(key).default]);
    expect([key, all.get(key)]).toEqual([key, keyOf(key).default]);
    expect([key, (await open(nested(key, value))).get(key)]).toEqual([key, keyOf(key).default]);
  }
});

test('the production file takes its secrets from the environment', async () => {
  const config = await open(text('production'), env);
  expect(config.get('database.postgresql.password')).toBe('secret word');
  expect(config.masked('database.postgresql.password')).toBe('********');
  expect(config.get('database.postgresql.sslmode')).toBe('verify-full');
  await expect(open(text('production'))).rejects.toThrow('it needs the variable MDM_PG_HOST');
});

test.each([
  ['an unknown key', { databse: {} }],
  ['a wrong word', { database: { default_backend: 'oracle' } }],
  ['too few', { performance: { batch_size: 10 } }],
  ['an empty list', { feature_engineering: { generic: { binning: { n_bins: [] } } } }],
])('the schema refuses %s', (_, value) => expect(validate(value)).toBe(false));
