import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { listed, numbered, put, refusedWith } from '../datasets.js';
import { isSmall, type Check, type World } from '../world.js';

/** Everything under the home whose name has this one. */
function left(world: World, name: string): string[] {
  if (!existsSync(world.home)) return [];
  const all = readdirSync(world.home, { recursive: true, encoding: 'utf8' });
  return all.filter((path) => path.split('/').some((part) => part === name || part.startsWith(`${name}.`) || part.startsWith(`${name}~`)));
}

/** The databases on the server. */
const databases = async (world: World, through: string): Promise<string[]> =>
  (await world.sql(through, "SELECT datname FROM pg_database WHERE datname LIKE 'mdm_%' ORDER BY 1")).map((row) => String(row['datname']));

const folders = (world: World, folder: string): Record<string, string[]> =>
  Object.fromEntries(
    readdirSync(join(world.folder, folder))
      .sort()
      .map((one) => [one, readdirSync(join(world.folder, folder, one)).sort()]),
  );

const three = async (world: World): Promise<void> => {
  await put(world, 'd1', 12, { source: 'kaggle' });
  await put(world, 'd2', 13, { source: 'kaggle' });
  await put(world, 'd3', 14);
};
const exported = (name: string): string[] => [`${name}_metadata.json`, `${name}_train.csv.zip`];

/** Pointers of datasets that share one registration's work: registered in few commands of many processes. */
async function many(world: World, count: number): Promise<void> {
  const { MDMClient } = await import('@mdm/cli');
  const client = new MDMClient({ home: world.home, env: { ...world.env } });
  try {
    const path = numbered(world, 'small.csv', 300);
    for (let i = 0; i < count; i++)
      await client.registerDataset(`d${String(i).padStart(3, '0')}`, path, { features: false, analysis: false });
  } finally {
    await client.close();
  }
}

/** Runs under GNU time or, where there is none, reads the peak that Linux keeps of the process. */
async function peakOf(world: World, ...argv: readonly string[]): Promise<number> {
  const hook = world.file(
    'peak.cjs',
    "process.on('exit', () => process.stderr.write('\\npeak=' + process.resourceUsage().maxRSS + '\\n'));",
  );
  const ended = await world.mdmWith({ env: { NODE_OPTIONS: `--require ${hook}` } }, ...argv);
  expect([ended.code, ended.stderr]).toEqual([0, expect.stringMatching(/peak=\d+/)]);
  return Number(/peak=(\d+)/.exec(ended.stderr)![1]);
}

export const checks: Readonly<Record<string, Check>> = {
  'A2.7-01': async (world) => {
    await put(world, 't');
    const { code, shown } = await world.terminal({ input: 'y\n' }, 'dataset', 'remove', 't');
    expect([code, shown]).toEqual([0, expect.stringContaining('[y/N]')]);
    expect(await listed(world)).toEqual([]);
  },
  'A2.7-02': async (world) => {
    await put(world, 't');
    for (const input of ['n\n', '\n']) {
      const { code, shown } = await world.terminal({ input }, 'dataset', 'remove', 't');
      expect([code, shown]).toEqual([0, expect.stringContaining('Nothing was removed.')]);
      expect(await listed(world)).toEqual(['t']);
    }
    expect(await refusedWith(world, 2, 'dataset', 'remove', 't')).toContain('--force');
    expect(await listed(world)).toEqual(['t']);
    expect((await world.ok('dataset', 'info', 't')).stdout).toContain('train');
  },
  'A2.7-04': async (world) => {
    await world.register('t', world.titanic());
    await put(world, 'other');
    expect(left(world, 't')).not.toEqual([]);
    const before = left(world, 'other');
    if (world.backend === 'postgresql') expect(await databases(world, 'other')).toEqual(['mdm_other', 'mdm_t']);
    await world.ok('dataset', 'remove', 't', '--force');
    expect(left(world, 't')).toEqual([]);
    if (world.backend === 'postgresql') expect(await databases(world, 'other')).toEqual(['mdm_other']);
    expect(left(world, 'other')).toEqual(before);
    expect(await world.sql('other', 'SELECT count(*) AS n FROM train')).toEqual([{ n: expect.anything() }]);
    expect(await listed(world)).toEqual(['other']);
  },
  'A2.8-01': async (world) => {
    await three(world);
    await world.ok('batch', 'export', 'd1', 'd2', 'd3', '--output-dir', 'o');
    expect(folders(world, 'o')).toEqual({ d1: exported('d1'), d2: exported('d2'), d3: exported('d3') });
    const some = await world.mdm('batch', 'export', 'd1', 'nosuch', 'd3', '--output-dir', 'p');
    expect(some.code).not.toBe(0);
    expect(`${some.stdout}${some.stderr}`).toContain('nosuch');
    expect(folders(world, 'p')).toEqual({ d1: exported('d1'), d3: exported('d3') });
  },
  'A2.8-02': async (world) => {
    await three(world);
    await world.ok('batch', 'export', '--filter', 'source=kaggle', '--output-dir', 'o');
    expect(folders(world, 'o')).toEqual({ d1: exported('d1'), d2: exported('d2') });
  },
  'A2.8-03': async (world) => {
    await three(world);
    await world.ok('batch', 'export', 'd1', 'd2', '--output-dir', 'o', '--format', 'parquet');
    expect(folders(world, 'o')).toEqual({ d1: ['d1_metadata.json', 'd1_train.parquet'], d2: ['d2_metadata.json', 'd2_train.parquet'] });
  },
  'A2.8-04': async (world) => {
    const count = isSmall ? 30 : 100;
    await many(world, count);
    world.config({ performance: { max_concurrent_operations: 3 } });
    const ended = await world.mdm('batch', 'export', '--filter', 'name~d*', '--output-dir', 'o', '--debug');
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain(`[${'1'.padStart(String(count).length)}/${count}]`);
    expect(ended.stdout).toContain(`[${count}/${count}]`);
    expect(Object.keys(folders(world, 'o'))).toHaveLength(count);
    const running = [...ended.stderr.matchAll(/running"?[=:] ?(\d+)/g)].map(([, n]) => Number(n));
    expect(running.length).toBeGreaterThanOrEqual(2 * count);
    expect(Math.max(...running)).toBe(3);
    const ten = await peakOf(world, 'batch', 'export', '--filter', 'name~d00*', '--output-dir', 'ten');
    const all = await peakOf(world, 'batch', 'export', '--filter', 'name~d*', '--output-dir', 'all');
    expect(all / ten).toBeLessThan(2);
  },
};
