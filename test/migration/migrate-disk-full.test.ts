import { execFileSync } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openConfig } from '../../src/config/config.js';
import { migrateDataset } from '../../src/datasets/migrate.js';
import { leftStores } from '../../src/datasets/migrate/leftovers.js';
import { openRepository } from '../../src/datasets/repository.js';
import type { Workspace } from '../../src/datasets/workspace.js';
import { silent } from '../../src/log/logger.js';
import { migrateAll } from '../../src/migration/all/migrate.js';
import { migrateHome } from '../../src/migration/home/migrate.js';
import { resumeRun } from '../../src/migration/runs/resume.js';
import { validateMigrations } from '../../src/migration/validate/validate.js';
import type { BackendName } from '../../src/storage/backend.js';
import { createBackends } from '../../src/storage/open.js';
import { shelf, type TableOf } from '../datasets/shelf.js';
import { type PostgresServer, startServer } from '../storage/postgres-server.js';

const mount = (folder: string, size: string): void => {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' });
};
const unmount = (folder: string): void => {
  try {
    execFileSync('umount', ['-l', folder], { stdio: 'ignore' });
  } catch {
    // It was not mounted.
  }
};

/** A small disk needs a right that not every machine gives. */
const mounts = ((): boolean => {
  const folder = mkdtempSync(join(tmpdir(), 'mdm-mount-'));
  try {
    mount(folder, '100k');
    return true;
  } catch {
    return false;
  } finally {
    unmount(folder);
    rmSync(folder, { recursive: true, force: true });
  }
})();
const on = shelf();
const only = mounts ? test : test.skip;
const why = mounts ? '' : ' (no small disk can be mounted here)';

const table: TableOf = {
  columns: { n: 'int64', x: 'double', s: 'text' },
  rows: Array.from({ length: 6_000 }, (_, i) => [BigInt(i), Math.sin(i), `row ${i * 7919}`]),
};

async function open(home: string, env: Readonly<Record<string, string>> = {}): Promise<Workspace> {
  const config = await openConfig({ home, env });
  return { config, log: silent, backends: createBackends(config, silent), registry: () => Promise.reject(new Error('no plugins')) };
}

const storesIn = (home: string): string[] => {
  const folder = join(home, 'datasets');
  return existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('.')) : [];
};

describe.each<[BackendName, BackendName]>([
  ['sqlite', 'duckdb'],
  ['duckdb', 'sqlite'],
])('a disk that is full, from %s to %s', (from, to) => {
  only(`the dataset stays where it was, or has moved whole${why}`, async () => {
    await on.reopen({ MDM_DEFAULT_BACKEND: from });
    await on.add('sales', { train: table });
    await on.ws.backends.close();
    const used = statSync(join(on.home, `datasets/sales/sales.${from}`)).size / 1024;
    const home = join(on.folder, 'small');
    const outcomes: unknown[] = [];
    for (const more of [60, 300, 600, 4_000]) {
      mount(home, `${Math.ceil(used + more)}k`);
      try {
        cpSync(on.home, home, { recursive: true });
        const ws = await open(home);
        const ended = await migrateDataset(ws, 'sales', to).then(
          () => 'moved',
          (error: { code: string }) => error.code,
        );
        outcomes.push(ended);
        await ws.backends.close();
        const { database } = await openRepository(ws.config).get('sales');
        expect([database.backend, storesIn(home)]).toEqual(ended === 'moved' ? [to, ['sales', 'sales~2']] : [from, ['sales']]);
      } finally {
        unmount(home);
      }
    }
    expect([outcomes[0], outcomes.at(-1)]).toEqual(['disk-full', 'moved']);
    expect(new Set(outcomes)).toEqual(new Set(['disk-full', 'moved']));
  });
});

only(`a home on a disk that is full: its datasets fail, nothing stays, and they come when there is space${why}`, async () => {
  await on.add('sales', { train: table });
  await on.ws.backends.close();
  const home = join(on.folder, 'small');
  // Enough for the copy that is read, and not for the tables as well.
  mount(home, `${Math.ceil((1.5 * statSync(join(on.home, 'datasets/sales/sales.sqlite')).size) / 1024)}k`);
  try {
    const ws = await open(home);
    const { outcomes } = await migrateHome(ws, { from: on.home });
    expect(outcomes.map((one) => one.ok || (one.error as { code?: string }).code)).toEqual(['disk-full']);
    expect([storesIn(home), await leftStores(ws.config)]).toEqual([[], []]);
    execFileSync('mount', ['-o', 'remount,size=8m', home]);
    await resumeRun(ws);
    expect((await validateMigrations(ws)).map(({ ok }) => ok)).toEqual([true]);
    await ws.backends.close();
  } finally {
    unmount(home);
  }
});

describe('a server whose disk is full', () => {
  let server: PostgresServer | undefined;
  const disk = mkdtempSync(join(tmpdir(), 'mdm-server-'));
  beforeAll(async () => {
    if (!mounts) return;
    server = await startServer();
    mount(disk, '1m');
    const [{ data_directory: data }] = (await server.sql('SHOW data_directory')) as [{ data_directory: string }];
    const { uid, gid } = statSync(data);
    chownSync(disk, uid, gid);
    await server.sql(`CREATE TABLESPACE small LOCATION '${disk}'`);
    // Tables go there, the log of the server does not.
    await server.sql(`ALTER ROLE ${server.user} SET default_tablespace = small`);
  }, 120_000);
  afterAll(async () => {
    await server?.stop();
    unmount(disk);
    rmSync(disk, { recursive: true, force: true });
  });

  only(`the dataset stays, and no database is left${why}`, async () => {
    const ws = await on.reopen({ ...server!.env, MDM_DATABASE_DEFAULT_BACKEND: 'sqlite' });
    await on.add('sales', { train: { ...table, rows: [...table.rows, ...table.rows, ...table.rows, ...table.rows] } });
    const { outcomes } = await migrateAll(ws, { to: 'postgresql' });
    expect(outcomes.map((one) => one.ok || (one.error as { code?: string }).code)).toEqual(['disk-full']);
    expect((await openRepository(ws.config).get('sales')).database.backend).toBe('sqlite');
    expect(await (await ws.backends.of('postgresql')).datasets()).toEqual([]);
    expect(storesIn(on.home)).toEqual(['sales']);
  });
});
