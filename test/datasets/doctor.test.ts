import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { scratchPrefix } from '../../src/config/scratch.js';
import { examineHome, mend } from '../../src/datasets/doctor.js';
import { withDataset } from '../../src/datasets/lock.js';
import { markMigration } from '../../src/datasets/migrate/mark.js';
import { openRepository } from '../../src/datasets/repository.js';
import { people, registrationWorld, type RegistrationWorld } from './registration-world.js';

/** No system gives a process such a number. */
const GONE = 99_999_999;

describe('the doctor', () => {
  let world: RegistrationWorld;
  beforeEach(async () => {
    world = await registrationWorld();
    await world.register('people', { path: world.file('people.csv', people()), target: 'y', features: false, analysis: false });
  });
  afterEach(() => world.close());
  const home = (...path: readonly string[]): string => join(world.home, ...path);
  const kinds = async (): Promise<string[]> =>
    (await examineHome(world.ws)).map(({ kind, mendable }) => `${kind}${mendable ? '' : ' (open)'}`);
  const mendAll = async (): Promise<void> => {
    for (const finding of await examineHome(world.ws)) await mend(world.ws, finding);
  };

  it('finds nothing wrong in a home that is well, and changes nothing', async () => {
    const before = world.snapshot();
    expect(await kinds()).toEqual([]);
    expect(world.snapshot()).toEqual(before);
  });

  it('writes a pointer anew that cannot be read, and keeps the old file', async () => {
    const pointer = openRepository(world.ws.config).file('people');
    const good = readFileSync(pointer, 'utf8');
    writeFileSync(pointer, 'name: people\ndatabase: {backend: sq');
    expect(await kinds()).toEqual(['unreadable-pointer']);
    await mendAll();
    expect(await kinds()).toEqual([]);
    expect(readFileSync(pointer, 'utf8')).toBe(good);
    expect(readdirSync(home('config/datasets')).sort()).toEqual(['people.yaml', 'people.yaml.broken']);
  });

  it('makes a dataset again of tables that have no pointer', async () => {
    rmSync(openRepository(world.ws.config).file('people'));
    expect(await kinds()).toEqual(['store-without-pointer']);
    await mendAll();
    expect(await kinds()).toEqual([]);
    expect(await openRepository(world.ws.config).get('people')).toMatchObject({ target_column: 'y' });
  });

  it('tells of a pointer whose database is gone, and leaves it', async () => {
    await world.reopen();
    rmSync(home('datasets/people'), { recursive: true });
    expect(await kinds()).toEqual(['pointer-without-store (open)']);
    await mendAll();
    expect(await openRepository(world.ws.config).names()).toEqual(['people']);
  });

  it('tells of a damaged database', async () => {
    await world.reopen();
    for (const name of readdirSync(home('datasets/people'))) if (/-(wal|shm)$/.test(name)) rmSync(home('datasets/people', name));
    writeFileSync(
      home('datasets/people/people.sqlite'),
      'this is no database, but a text that is long enough to be read as one'.repeat(100),
    );
    expect(await kinds()).toEqual(['damaged-store (open)']);
  });

  it('takes away an earlier store, empty folders, locks and temporary files', async () => {
    const backend = await world.ws.backends.of('sqlite');
    await backend.createDataset('people~7');
    mkdirSync(home('datasets/gone/metadata'), { recursive: true });
    mkdirSync(home('datasets/.locks'), { recursive: true });
    writeFileSync(home('datasets/.locks/old.lock'), '');
    writeFileSync(home(`config/datasets/.${GONE}-0123456789ab.tmp`), 'half');
    const found = ['dead-lock', 'folder-without-store', 'scratch', 'store-without-pointer'];
    // To look takes nothing away.
    for (let i = 0; i < 2; i++) expect((await kinds()).sort()).toEqual(found);
    await mendAll();
    expect(await kinds()).toEqual([]);
    expect(await backend.datasets()).toEqual(['people']);
  });

  it('takes away scratch folders of the home whose process is gone, and leaves those of others', async () => {
    const temp = home('temp');
    await world.reopen({ MDM_DATABASE_DUCKDB_TEMP_DIRECTORY: temp });
    const mine = scratchPrefix(world.home);
    const left = [`${mine.replace(`mdm-${process.pid}-`, `mdm-${GONE}-`)}x`];
    const kept = [`${mine}x`, `${scratchPrefix('/another/home').replace(`mdm-${process.pid}-`, `mdm-${GONE}-`)}x`, 'mdm-x', 'theirs'];
    for (const name of [...left, ...kept]) mkdirSync(join(temp, name, 'spill'), { recursive: true });
    expect(await examineHome(world.ws)).toMatchObject([{ kind: 'scratch', path: join(temp, left[0]!) }]);
    await mendAll();
    expect(readdirSync(temp).sort()).toEqual([...kept].sort());
  });

  it('keeps a file of metrics that is damaged under another name, and leaves a whole one', async () => {
    const path = home('metrics.db');
    writeFileSync(path, 'not a database, but long enough to be read as one '.repeat(50));
    expect(await kinds()).toEqual(['damaged-metrics']);
    await mendAll();
    expect(await kinds()).toEqual([]);
    expect(readdirSync(world.home).filter((name) => name.startsWith('metrics'))).toEqual(['metrics.db.broken']);
    const db = new DatabaseSync(path);
    db.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1)');
    const before = readdirSync(world.home);
    expect(await kinds()).toEqual([]);
    expect(readdirSync(world.home)).toEqual(before);
    db.close();
  });

  it('takes away a store that a migration had begun to fill, and says how to go on instead', async () => {
    const { config, backends } = world.ws;
    mkdirSync(home('datasets/people~2'), { recursive: true });
    await markMigration(config, 'people~2', 'duckdb');
    // It goes with the folder.
    writeFileSync(home(`datasets/people~2/.${GONE}-0123456789ab.tmp`), 'half');
    await (await backends.of('duckdb')).createDataset('people~2');
    const [finding, ...more] = await examineHome(world.ws);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ kind: 'unfinished-migration', instead: expect.stringContaining('mdm migrate resume') });
    expect(await mend(world.ws, finding!)).toBe(true);
    expect(await kinds()).toEqual([]);
    expect(readdirSync(home('datasets'))).not.toContain('people~2');
  });

  it('takes away copies of databases that a migration was reading', async () => {
    const left = home('migrations', `${scratchPrefix(world.home).replace(`mdm-${process.pid}-`, `mdm-${GONE}-`)}run`);
    mkdirSync(left, { recursive: true });
    expect(await examineHome(world.ws)).toMatchObject([{ kind: 'scratch', path: left }]);
    await mendAll();
    expect(await kinds()).toEqual([]);
  });

  it('says once that the server in use does not answer, and looks at the rest', async () => {
    rmSync(openRepository(world.ws.config).file('people'));
    const server = { USER: 'ann', HOST: '127.0.0.1', PORT: '1' };
    const env = Object.fromEntries(Object.entries(server).map(([name, value]) => [`MDM_DATABASE_POSTGRESQL_${name}`, value]));
    await world.reopen({ ...env, MDM_DATABASE_DEFAULT_BACKEND: 'postgresql' });
    expect(await examineHome(world.ws)).toMatchObject([
      {
        kind: 'unreachable-server',
        problem: expect.stringMatching(/^PostgreSQL at 127\.0\.0\.1:1 cannot be reached/),
        mend: expect.stringContaining('Check that the server runs'),
        mendable: false,
      },
      { kind: 'store-without-pointer' },
    ]);
  });

  const unprivileged = process.getuid?.() !== 0;
  (unprivileged ? it : it.skip)('says what may not be read or written, and how far mending came (not as root)', async () => {
    const pointer = openRepository(world.ws.config).file('people');
    mkdirSync(home('datasets/empty'));
    chmodSync(pointer, 0o000);
    for (const folder of [world.home, home('datasets')]) chmodSync(folder, 0o555);
    try {
      expect(await examineHome(world.ws)).toMatchObject([
        { kind: 'read-only', path: world.home, mend: expect.stringContaining('MDM_HOME_DIR') },
        { kind: 'unreadable-pointer', mend: 'Check its permissions', mendable: false },
        { kind: 'folder-without-store' },
      ]);
    } finally {
      for (const folder of [world.home, home('datasets')]) chmodSync(folder, 0o755);
    }
  });

  it('leaves a file that another process is writing, and a lock that it has by now', async () => {
    writeFileSync(home(`config/datasets/.${process.ppid}-0123456789ab.tmp`), 'half');
    expect(await kinds()).toEqual([]);
    let mending: Promise<boolean> | undefined;
    await withDataset(world.ws.config, 'people', async () => {
      const path = home('datasets/.locks/people.lock');
      const { ino } = statSync(path);
      const finding = { kind: 'dead-lock', path, problem: '', mend: '', mendable: true } as const;
      mending = mend(world.ws, finding);
      expect(await Promise.race([mending, sleep(100, 'waits')])).toBe('waits');
      expect(statSync(path).ino).toBe(ino);
    });
    expect(await mending).toBe(true);
  });

  it('leaves the tables of a registration when the pointer cannot be read and cannot be written anew', async () => {
    writeFileSync(home('datasets/people/journal.json'), JSON.stringify({ version: 1, name: 'people', store: 'people', backend: 'sqlite' }));
    rmSync(home('datasets/people/dataset_info.json'));
    writeFileSync(openRepository(world.ws.config).file('people'), 'name: people\ndatabase: {backend: sq');
    await mendAll();
    expect(readdirSync(home('datasets/people'))).toContain('people.sqlite');
  });

  it('takes away what is left of a database that was being taken away', async () => {
    mkdirSync(home('datasets/gone'), { recursive: true });
    for (const end of ['-wal', '-shm']) writeFileSync(home(`datasets/gone/gone.sqlite${end}`), '');
    expect(await kinds()).toEqual(['folder-without-store']);
    await mendAll();
    expect(readdirSync(home('datasets')).filter((name) => !name.startsWith('.'))).toEqual(['people']);
  });

  it('leaves alone what it does not know', async () => {
    mkdirSync(home('datasets/mine'), { recursive: true });
    writeFileSync(home('datasets/mine/thesis.txt'), 'words');
    expect(await kinds()).toEqual(['folder-without-store (open)']);
    await mendAll();
    expect(readFileSync(home('datasets/mine/thesis.txt'), 'utf8')).toBe('words');
  });

  it('sees where tables are not as they were registered', async () => {
    const backend = await world.ws.backends.of('sqlite');
    await backend.executeSql('people', 'DELETE FROM train WHERE id < 5');
    expect(await examineHome(world.ws)).toMatchObject([{ kind: 'tables-differ', problem: expect.stringContaining('25 rows') }]);
    await backend.dropTables('people', ['train']);
    expect(await examineHome(world.ws)).toMatchObject([{ kind: 'tables-differ', problem: 'The table train of people is not there' }]);
  });
});
