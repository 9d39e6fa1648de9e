import { readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { LEVELS } from '../../../src/log/logger.js';
import { openLogger } from '../../../src/log/open.js';
import {
  batches,
  byFile,
  configOf,
  connected,
  duckdb,
  duplicates,
  logLines,
  logPath,
  logText,
  numbers,
  pragma,
  refused,
  registered,
  small,
  trace,
} from '../settings.js';
import type { Check, Ended, World } from '../world.js';

const SQLITE = { env: { MDM_DATABASE_DEFAULT_BACKEND: 'sqlite' } } as const;
const exec = (world: World, ...argv: readonly string[]): Promise<Ended> => world.mdmWith(SQLITE, ...argv);
const sqlite = (values: object = {}, section = 'sqlite'): object => ({ database: { default_backend: 'sqlite', [section]: values } });

/** A pragma of SQLite for each word of a key. */
const pragmas =
  (key: string, name: string, values: Readonly<Record<string, unknown>>): Check =>
  async (world) => {
    for (const [word, value] of Object.entries(values)) {
      world.config(sqlite({ [key]: word }));
      const made = await exec(world, 'dataset', 'register', `d_${word}`, small(world), '--target', 'y', '--no-features');
      expect([word, made.code]).toEqual([word, 0]);
      expect([word, String(await pragma(world, `d_${word.toLowerCase()}`, name))]).toEqual([word, String(value)]);
    }
    world.config(sqlite({ [key]: 'SIDEWAYS' }));
    refused(await world.mdm('info'), 7, `database.sqlite.${key}`, 'SIDEWAYS', ...Object.keys(values));
  };

/** A server that takes connections and never answers. */
async function deaf<T>(work: (port: number) => Promise<T>): Promise<T> {
  const server = createServer((socket) => void socket.on('error', () => {}));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    return await work((server.address() as { port: number }).port);
  } finally {
    server.close();
  }
}

export const checks: Readonly<Record<string, Check>> = {
  'A1.6.2-01': async (world) => {
    world.config({ database: { default_backend: 'duckdb' } });
    expect((await trace(world)).get('database.default_backend')).toEqual({ value: 'duckdb', origin: expect.stringMatching(/^mdm\.yaml/) });
  },
  'A1.6.2-03': async (world) => {
    world.config({ database: { connection_timeout: 60 } });
    expect((await trace(world)).get('database.connection_timeout')?.value).toBe('60');
    await deaf(async (port) => {
      world.config({
        database: {
          default_backend: 'postgresql',
          connection_timeout: 1,
          postgresql: { host: '127.0.0.1', port, user: 'nobody', sslmode: 'disable' },
        },
      });
      const { env } = byFile;
      const began = Date.now();
      const ended = await world.mdmWith({ env }, 'dataset', 'register', 'x', small(world), '--target', 'y');
      const seconds = (Date.now() - began) / 1000;
      expect([ended.code, ended.stderr]).toEqual([6, expect.stringContaining(String(port))]);
      expect(seconds).toBeGreaterThan(1);
      expect(seconds).toBeLessThan(20);
    });
  },
  'A1.6.2-04': async (world) => {
    await registered(world, 's1', small(world), '--no-features');
    const silent = await world.ok('dataset', 'info', 's1');
    expect(silent.stderr).not.toMatch(/SELECT|PRAGMA/);
    world.config({ database: { sqlalchemy: { echo: true } } });
    const ended = await world.ok('dataset', 'info', 's1');
    expect(ended.stderr).toMatch(/SELECT|PRAGMA/);
    expect(ended.stdout).toBe(silent.stdout);
  },
  'A1.6.2-06': async (world) => {
    world.config(sqlite({ journal_mode: 'DELETE' }));
    expect((await trace(world)).get('database.sqlite.journal_mode')?.value).toBe('DELETE');
    await exec(world, 'dataset', 'register', 's1', small(world), '--target', 'y', '--no-features');
    expect(await pragma(world, 's1', 'journal_mode')).toBe('delete');
  },
  'A1.6.2-07': pragmas('journal_mode', 'journal_mode', {
    DELETE: 'delete',
    TRUNCATE: 'truncate',
    PERSIST: 'persist',
    MEMORY: 'memory',
    WAL: 'wal',
    OFF: 'off',
  }),
  'A1.6.2-09': pragmas('synchronous', 'synchronous', { OFF: 0, NORMAL: 1, FULL: 2, EXTRA: 3 }),
  'A1.6.2-10': pragmas('temp_store', 'temp_store', { DEFAULT: 0, FILE: 1, MEMORY: 2 }),
  'A1.6.2-11': async (world) => {
    world.config({ database: { default_backend: 'duckdb', duckdb: { memory_limit: '16GB' } } });
    expect((await trace(world)).get('database.duckdb.memory_limit')?.value).toBe('16GB');
    const made = await world.mdmWith(byFile, 'dataset', 'register', 's1', small(world), '--target', 'y', '--no-features');
    expect(made.code).toBe(0);
    const [row] = await connected(world, 'duckdb', 's1', (connection) => connection.rows("SELECT current_setting('memory_limit') AS n"));
    const [expected] = await duckdb("SET memory_limit = '16GB'; SELECT current_setting('memory_limit') AS n");
    expect(row!['n']).toBe(expected!['n']);
  },
  'A1.6.2-14': async (world) => {
    world.config({ performance: { batch_size: 50_000 } });
    expect((await trace(world)).get('performance.batch_size')).toEqual({ value: '50000', origin: expect.stringMatching(/^mdm\.yaml/) });
  },
  'A1.6.2-15': async (world) => {
    world.config({ performance: { batch_size: 50_000 } });
    const ended = await registered(world, 's1', numbers(world, 120_000), '--debug', '--no-features');
    expect(batches(ended.stderr, 'load batch')).toEqual([50_000, 50_000, 20_000]);
  },
  'A1.6.2-17': async (world) => {
    world.config({ logging: { level: 'WARNING' } });
    const ended = await registered(world, 's1', duplicates(world), '--no-features');
    const levels = new Set(logLines(logPath(world)).map(({ level }) => level));
    expect([...levels]).toEqual(['WARNING']);
    expect(ended.stderr).toMatch(/^WARNING/m);
    expect(ended.stderr).not.toMatch(/INFO/);
  },
  'A1.6.2-18': async (world) => {
    for (const level of LEVELS) {
      world.config({ logging: { level, file: `${level}.log` } });
      const log = openLogger(await configOf(world), { stderr: { write: () => {} } });
      log.debug('probe');
      log.info('probe');
      log.warning('probe');
      log.error('probe');
      log.critical('probe');
      expect(logLines(join(world.home, `logs/${level}.log`)).map((line) => line.level)).toEqual(LEVELS.slice(LEVELS.indexOf(level)));
    }
  },
  'A1.6.2-19': async (world) => {
    world.config({ logging: { format: 'console' } });
    await registered(world, 's1', duplicates(world), '--no-features');
    const lines = logText(logPath(world)).trim().split('\n');
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z (DEBUG|INFO|WARNING|ERROR|CRITICAL) \S+ \S/);
  },
  'A1.6.2-21': async (world) => {
    world.config({ logging: { max_bytes: 1_048_576 } });
    const log = openLogger(await configOf(world));
    for (let i = 0; i < 3_200; i++) log.info('x'.repeat(1_000));
    const folder = join(world.home, 'logs');
    const rotated = readdirSync(folder).filter((file) => /\.log\.\d+$/.test(file));
    expect(rotated.length).toBeGreaterThanOrEqual(2);
    for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).size).toBeLessThanOrEqual(1_048_576 + 1_200);
  },
};
