import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeParquet } from '../files.js';
import { columnsIn, countOf, databasesOf, failsWhole, featuresIn, homeOf, registered, rowsOf } from '../tables.js';
import type { Check, World } from '../world.js';

const plain = ['--no-features', '--skip-analysis'] as const;

/** Interrupts a registration of many rows while they are loaded. */
async function interrupted(world: World, name: string, path: string): Promise<void> {
  let sent = false;
  const ended = await world.mdmWith(
    {
      onStderr: (text, stop) => {
        if (sent || !text.includes('load batch')) return;
        sent = true;
        stop('SIGINT');
      },
    },
    'dataset',
    'register',
    name,
    path,
    '--debug',
  );
  expect(sent).toBe(true);
  expect(ended.code).toBe(130);
}

const many = (world: World): string =>
  world.file('many.csv', `id,x,y\n${Array.from({ length: 400_000 }, (_, i) => `${i},${(i * 7919) % 100_003},${i % 2}`).join('\n')}\n`);

async function damaged(world: World): Promise<readonly (readonly [string, RegExp])[]> {
  const whole = await writeParquet(join(world.folder, 'whole.parquet'), 'SELECT i, i * 2 AS x FROM range(5000) AS t(i)');
  const { readFileSync } = await import('node:fs');
  const cut = world.file('cut.parquet', readFileSync(whole).subarray(0, 4000));
  const rows = Array.from({ length: 60 }, (_, i) => `${i},${i === 40 ? '"never closed' : i}`);
  const quotes = world.file('quotes.csv', `a,b\n${rows.join('\n')}\n`);
  const text = world.file('text.parquet', 'This is a text, and no Parquet file.\n');
  return [
    [cut, /cut\.parquet/],
    [quotes, /quotes\.csv, line 42/],
    [text, /text\.parquet/],
  ];
}

async function unknownColumns(world: World, name: string): Promise<void> {
  const path = world.csv(
    'people.csv',
    'name,age,town',
    rowsOf(20, (i) => [`Person ${i}`, 20 + i, i % 2 ? 'Rome' : 'Bern']),
  );
  for (const [flag, value, named] of [
    ['--target', 'nosuch', 'nosuch'],
    ['--datetime-columns', 'name', 'name'],
    ['--id-columns', ',', ','],
  ] as const) {
    const { stderr } = await failsWhole(world, 2, 'dataset', 'register', name, path, flag, value);
    for (const shown of [named, '"name"', '"age"', '"town"']) expect(stderr).toContain(shown);
  }
}

const errors: Readonly<Record<string, Check>> = {
  'A6.1-01': async (world) => {
    await interrupted(world, 'd', many(world));
    expect(homeOf(world.home)).toEqual({});
    expect(existsSync(join(world.home, 'datasets/d'))).toBe(false);
    expect(await databasesOf(world)).toEqual([]);
  },
  'A6.1-03': async (world) => {
    for (const [path, shown] of await damaged(world)) {
      const { code, stderr } = await world.mdm('dataset', 'register', 'd', path);
      expect(code).not.toBe(0);
      expect(stderr).toMatch(shown);
      expect([homeOf(world.home), await databasesOf(world)]).toEqual([{}, []]);
    }
  },
  'A6.1-04': (world) => unknownColumns(world, 'd'),
  'A6.1-05': async (world) => {
    await world.register('other');
    const before = [homeOf(world.home), await databasesOf(world)];
    const unchanged = async (): Promise<void> => expect([homeOf(world.home), await databasesOf(world)]).toEqual(before);
    await interrupted(world, 'd', many(world));
    await unchanged();
    for (const [path] of await damaged(world)) {
      expect((await world.mdm('dataset', 'register', 'd', path)).code).not.toBe(0);
      await unchanged();
    }
    await unknownColumns(world, 'd');
    await unchanged();
    await world.register('d');
    expect(await countOf(world, 'd', 'train')).toBeGreaterThan(100);
  },
};

const data: Readonly<Record<string, Check>> = {
  'A6.2-01': async (world) => {
    const path = world.file('head.csv', 'a,b,c\n');
    const { stderr } = await failsWhole(world, 1, 'dataset', 'register', 'd', path);
    expect(stderr).toMatch(/0 rows.*10/);
    for (const [name, least] of [
      ['zero', '0'],
      ['one', '1'],
    ] as const) {
      const env = { MDM_VALIDATION_BEFORE_FEATURES_MIN_ROWS: least };
      const ended = await world.mdmWith({ env }, 'dataset', 'register', name, path);
      expect([ended.code, ended.stderr]).toEqual([0, expect.not.stringContaining('Error')]);
      expect(await countOf(world, name, 'train')).toBe(0);
      const stats = await world.mdmWith({ env }, 'dataset', 'stats', name);
      expect([stats.code, stats.stdout]).toEqual([0, expect.stringMatching(/train\s+0\b/)]);
    }
  },
  'A6.2-03': async (world) => {
    const path = world.csv(
      'd.csv',
      'value',
      rowsOf(30, (i) => [i * 3]),
    );
    const { record } = await registered(world, 'd', path);
    expect(record.id_columns).toEqual([]);
    expect(await columnsIn(world, 'd', 'train')).toEqual(['value']);
  },
  'A6.2-04': async (world) => {
    const one = world.csv(
      'one.csv',
      'n,empty',
      rowsOf(30, (i) => [(i * 7) % 31, '']),
    );
    const { stderr } = await world.ok('dataset', 'register', 'one', one);
    expect(stderr).toMatch(/[Ww]ithout signal.*empty/);
    const table = world.csv(
      'all.csv',
      'a,b',
      rowsOf(30, () => ['', 'NA']),
    );
    const all = await world.mdm('dataset', 'register', 'all', table);
    expect([all.code, all.stderr]).toEqual([0, expect.stringMatching(/[Ww]ithout signal.*\\?"a\\?", \\?"b\\?"/)]);
    for (const [name, columns] of [
      ['one', ['empty']],
      ['all', ['a', 'b']],
    ] as const) {
      const { stdout } = await world.ok('dataset', 'stats', name, '--full');
      for (const column of columns) expect(stdout).toMatch(new RegExp(`\\b${column}\\b.*\\b100(\\.0+)? ?%`));
    }
  },
  'A6.2-05': async (world) => {
    const path = world.csv(
      'd.csv',
      'a,a',
      rowsOf(30, (i) => [i, i * 2]),
    );
    const { stderr } = await world.ok('dataset', 'register', 'd', path, ...plain);
    expect(stderr).toMatch(/WARNING: .*\\?"a\\?" is called \\?"a_1\\?"/);
    const [sums] = await world.sql('d', 'SELECT sum("a") AS a, sum("a_1") AS b FROM "train"');
    expect([Number(sums!['a']), Number(sums!['b'])]).toEqual([435, 870]);
  },
  'A6.2-06': async (world) => {
    for (const width of [1000, 1600]) {
      const header = Array.from({ length: width }, (_, i) => `c${i}`).join(',');
      const path = world.csv(
        `w${width}.csv`,
        header,
        rowsOf(12, (i) => Array.from({ length: width }, (_, c) => (i * 31 + c * 7) % 1009)),
      );
      const ended = await world.mdm('dataset', 'register', `w${width}`, path, ...plain);
      if (ended.code === 0) {
        const [row] = await world.sql(`w${width}`, `SELECT "c0", "c${width - 1}" FROM "train" LIMIT 1`);
        expect([Number(row!['c0']), Number(row![`c${width - 1}`])]).toEqual([0, ((width - 1) * 7) % 1009]);
        continue;
      }
      expect(world.backend).toBe('postgresql');
      expect(ended.stderr).toMatch(/at most [\d,]+|[\d,]+ bytes/);
      expect(ended.stderr).not.toContain('load batch');
      expect(await databasesOf(world)).not.toContain(`mdm_w${width}`);
    }
  },
  'A6.2-07': async (world) => {
    const path = world.csv(
      'd.csv',
      'n,rare',
      rowsOf(1000, (i) => [(i * 7919) % 1009, i % 200 === 0 ? 1 : 0]),
    );
    const { features } = await registered(world, 'd', path);
    expect(await columnsIn(world, 'd', 'train')).toContain('rare');
    const made = await featuresIn(world, 'd');
    for (const name of made) {
      const counts = await world.sql('d', `SELECT count(*) AS n FROM "train_features" GROUP BY "${name}" ORDER BY 1 DESC`);
      // Two values, one of them in more than 99 % of the rows, is no signal.
      if (counts.length === 2) expect(Number(counts[0]!['n'])).toBeLessThanOrEqual(990);
    }
    expect(features!.droppedFeatures.map(({ name }) => name).filter((name) => name.startsWith('rare')).length).toBeGreaterThan(0);
  },
};

const table = `n,x,y\n${rowsOf(30, (i) => [i, i % 7, i % 3])
  .map((row) => row.join(','))
  .join('\n')}\n`;

const paths: Readonly<Record<string, Check>> = {
  'A6.3-01': async (world) => {
    const path = world.file('dir with spaces/data.csv', table);
    const env = { MDM_HOME_DIR: join(world.folder, 'a home with spaces') };
    const made = await world.mdmWith({ env }, 'dataset', 'register', 'd', path, ...plain);
    expect([made.code, made.stderr]).toEqual([0, expect.not.stringContaining('Error')]);
    const info = await world.mdmWith({ env }, 'dataset', 'info', 'd');
    expect([info.code, info.stdout]).toEqual([0, expect.stringContaining('dir with spaces/data.csv')]);
    if (world.backend === 'postgresql') await world.mdmWith({ env }, 'dataset', 'remove', 'd', '--force');
  },
  'A6.3-03': async (world) => {
    world.file('données/テスト.csv', table);
    await world.ok('dataset', 'register', 'd', 'données/テスト.csv', ...plain);
    expect(await countOf(world, 'd', 'train')).toBe(30);
    expect((await world.ok('dataset', 'info', 'd')).stdout).toContain('données/テスト.csv');
  },
  'A6.3-05': async (world) => {
    const file = world.file('real/train.csv', table);
    symlinkSync(file, join(world.folder, 'link.csv'));
    symlinkSync(join(world.folder, 'real'), join(world.folder, 'linked'));
    symlinkSync(join(world.folder, 'loop.csv'), join(world.folder, 'loop.csv'));
    await world.ok('dataset', 'register', 'a', join(world.folder, 'link.csv'), ...plain);
    await world.ok('dataset', 'register', 'b', join(world.folder, 'linked'), ...plain);
    expect([await countOf(world, 'a', 'train'), await countOf(world, 'b', 'train')]).toEqual([30, 30]);
    const { stderr } = await failsWhole(world, 2, 'dataset', 'register', 'c', join(world.folder, 'loop.csv'));
    expect(stderr).toMatch(/loop\.csv is a link that leads back to itself/);
    mkdirSync(join(world.folder, 'circle'));
    symlinkSync(join(world.folder, 'circle/train.csv'), join(world.folder, 'circle/train.csv'));
    expect((await failsWhole(world, 2, 'dataset', 'register', 'c', join(world.folder, 'circle'))).stderr).toMatch(/leads back to itself/);
  },
  'A6.3-06': async (world) => {
    // Memory-backed where the system has such a folder: another file system than that of the home.
    const { mkdtempSync, rmSync } = await import('node:fs');
    const { tmpdir } = await import('node:os');
    const mounted = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'mdm-share-'));
    try {
      writeFileSync(join(mounted, 'x.csv'), table);
      await world.ok('dataset', 'register', 'd', join(mounted, 'x.csv'), ...plain);
      expect(await countOf(world, 'd', 'train')).toBe(30);
    } finally {
      rmSync(mounted, { recursive: true, force: true });
    }
    const { absolutePath, fileName, isUnc, stemOf } = await import('../../../src/datasets/source/paths.js');
    const unc = '\\\\server\\share\\x.csv';
    expect([isUnc(unc), fileName(unc), stemOf(unc), absolutePath(unc, '/work', 'linux')]).toEqual([true, 'x.csv', 'x', unc]);
  },
};

export const checks: Readonly<Record<string, Check>> = { ...errors, ...data, ...paths };
