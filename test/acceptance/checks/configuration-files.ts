import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { valueText } from '../../../src/commands/output/config.js';
import { KEY_NAMES, keyOf } from '../../../src/config/keys.js';
import { byFile, configOf, files, trace } from '../settings.js';
import type { Check } from '../world.js';

const root = join(import.meta.dirname, '../../..');
const example = (name: string): string => readFileSync(join(root, `examples/config/mdm.yaml.${name}`), 'utf8');
const DEFAULTS = parse(example('default')) as Record<string, unknown>;
const leafOf = (key: string): unknown => key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], DEFAULTS);
const shown = (value: unknown): string => valueText(value) || '(empty)';

const production: Check = async (world) => {
  const { startServer } = await import('../../storage/postgres-server.js');
  const server = await startServer({ tls: true });
  try {
    world.config(example('production'));
    const env = {
      ...byFile.env,
      MDM_PG_HOST: 'localhost',
      MDM_PG_PORT: String(server.port),
      MDM_PG_USER: server.user,
      MDM_PG_PASSWORD: server.password,
      MDM_PG_CA: join(root, 'test/data/tls/ca.crt'),
    };
    const valid = await world.mdmWith({ env }, 'config', 'validate');
    expect([valid.code, valid.stdout]).toEqual([0, expect.stringContaining(': fine.')]);
    const made = await world.mdmWith({ env }, 'dataset', 'register', 'iris', world.data('iris.csv'), '--target', 'species');
    expect([made.code, made.stderr]).toEqual([0, expect.not.stringContaining(server.password)]);
    const found = await server.sql("SELECT datname FROM pg_database WHERE datname = 'mdm_iris'");
    expect(found).toHaveLength(1);
    // Without the authority that signed the server's certificate there is no connection.
    const untrusted = await world.mdmWith({ env: { ...env, MDM_PG_CA: undefined } }, 'dataset', 'info', 'iris');
    expect([untrusted.code, untrusted.stderr]).toEqual([6, expect.stringMatching(/certificate/i)]);
    const info = await world.mdmWith({ env }, 'dataset', 'info', 'iris', '--json');
    expect([info.code, info.stdout]).toEqual([0, expect.stringContaining('"iris"')]);
  } finally {
    await server.stop();
  }
};

const worksWith =
  (name: string, suffix: string): Check =>
  async (world) => {
    world.config(example(name));
    const valid = await world.mdmWith(byFile, 'config', 'validate');
    expect([valid.code, valid.stdout, valid.stderr]).toEqual([0, expect.stringContaining(': fine.'), '']);
    const made = await world.mdmWith(byFile, 'dataset', 'register', 'iris', world.data('iris.csv'), '--target', 'species');
    expect(made.code).toBe(0);
    expect(files(join(world.home, 'datasets/iris'))).toContain(`iris.${suffix}`);
    const info = await world.mdmWith(byFile, 'dataset', 'info', 'iris', '--json');
    expect(info.code).toBe(0);
  };

export const checks: Readonly<Record<string, Check>> = {
  'A11.1-01': async (world) => {
    for (const key of KEY_NAMES) {
      const value = leafOf(key);
      expect([key, value]).toEqual([key, keyOf(key).default]);
      world.config(key.split('.').reduceRight<unknown>((inner, part) => ({ [part]: inner }), value) as object);
      const config = await configOf(world);
      expect([key, config.get(key), config.warnings]).toEqual([key, keyOf(key).default, []]);
    }
    writeFileSync(join(world.home, 'mdm.yaml'), example('default'));
    const keys = await trace(world);
    for (const key of KEY_NAMES) expect([key, keys.get(key)?.value]).toEqual([key, shown(keyOf(key).default)]);
    expect((await world.mdmWith(byFile, 'config', 'validate')).stdout).toContain(': fine.');
  },
  'A11.1-02': worksWith('sqlite-example', 'sqlite'),
  'A11.1-03': worksWith('duckdb-example', 'duckdb'),
  'A11.1-04': production,
};
