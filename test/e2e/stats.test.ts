import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectWhole } from '../report/pages.js';
import { penguins, workspace } from './workspace.js';

const space = workspace();
let home: string;

beforeEach(() => {
  home = join(space.folder, 'home');
  space.env = { ...space.env, MDM_HOME_DIR: home };
});

const mdm = async (...argv: string[]) => {
  const ended = await space.mdm(...argv);
  if (ended.code !== 0) throw new Error(`mdm ${argv.join(' ')}: ${ended.code}\n${ended.stderr}`);
  return ended;
};
const register = (...more: string[]) => mdm('dataset', 'register', 'penguins', penguins, '--target', 'species', ...more);

describe('dataset stats', () => {
  // Registered once, and put back before each test: the path of a home stands in its pointers.
  const registered = mkdtempSync(join(tmpdir(), 'mdm-stats-'));
  const kept = join(registered, 'kept');
  beforeEach(async () => {
    home = join(registered, 'home');
    space.env = { ...space.env, MDM_HOME_DIR: home };
    rmSync(home, { recursive: true, force: true });
    if (existsSync(kept)) return cpSync(kept, home, { recursive: true });
    await register('--no-features');
    cpSync(home, kept, { recursive: true });
  });
  afterAll(() => rmSync(registered, { recursive: true, force: true }));

  it('prints every column, and keeps stdout clean', async () => {
    const { stdout } = await mdm('dataset', 'stats', 'penguins');
    for (const word of ['bill_length_mm', 'double', '43.9219', '5.45958', '39.225', '44.45', '48.5', '59.6', 'outliers', 'Adelie'])
      expect(stdout).toContain(word);
    expect(stdout).not.toContain('\u001b');
  });

  it('--full adds correlations, distributions and the target', async () => {
    const { stdout } = await mdm('dataset', 'stats', 'penguins', '--full', '--table', 'train');
    for (const word of ['Correlation matrix', 'Distributions', 'Relation to the target species', '0.87', '▁'])
      expect(stdout).toContain(word);
  });

  it('--export, --json and statistics.json hold the same figures', async () => {
    const { stdout } = await mdm('dataset', 'stats', 'penguins', '--export', 'stats.json', '--json');
    const printed = JSON.parse(stdout);
    expect(JSON.parse(readFileSync(join(space.folder, 'stats.json'), 'utf8'))).toEqual(printed);
    const { other_tables: _, ...kept } = printed;
    expect(JSON.parse(readFileSync(join(home, 'datasets/penguins/metadata/statistics.json'), 'utf8'))).toEqual(kept);
    expect((await space.mdm('dataset', 'stats', 'penguins', '--export', 'stats.json')).code).toBe(4);
    await mdm('dataset', 'stats', 'penguins', '--export', 'stats.json', '--force');
  });

  it.each([
    ['csv', /^table,column,type,count,nulls,unique/],
    ['table', /^table\s+column\s+type/],
    ['json', /^\{/],
  ])('--format %s', async (format, begins) => {
    expect((await mdm('dataset', 'stats', 'penguins', '--format', format)).stdout).toMatch(begins);
  });

  it('a file by --format or -o, without colours', async () => {
    await mdm('dataset', 'stats', 'penguins', '--format', 'stats.txt');
    await mdm('dataset', 'stats', 'penguins', '-o', 'stats');
    for (const name of ['stats.txt', 'stats']) {
      const text = readFileSync(join(space.folder, name), 'utf8');
      expect(text).toContain('bill_length_mm');
      expect(text).not.toContain('\u001b');
    }
  });

  it('a file by -o with --json: the one document says where it is', async () => {
    const { stdout } = await mdm('dataset', 'stats', 'penguins', '-o', 'stats.csv', '--json');
    expect(JSON.parse(stdout)).toEqual({ file: 'stats.csv' });
    expect(readFileSync(join(space.folder, 'stats.csv'), 'utf8')).toMatch(/^table,column,type/);
  });

  it('too little memory is told by the key that says how much', async () => {
    space.env = { ...space.env, MDM_PERFORMANCE_MEMORY_LIMIT: '1MB' };
    const { code, stderr } = await space.mdm('dataset', 'stats', 'penguins', '--full');
    expect([code, stderr]).toEqual([6, expect.stringContaining('(1MB)')]);
    expect(stderr).toContain('Raise performance.memory_limit, lower database.duckdb.threads.');
    expect(stderr).not.toContain('--');
  });

  it('--html writes one page', async () => {
    const { stdout } = await mdm('dataset', 'stats', 'penguins', '--html');
    expect(stdout).toBe('Report: penguins.stats.html\n');
    const all = expectWhole(readFileSync(join(space.folder, 'penguins.stats.html'), 'utf8'));
    expect(all.filter(({ tag }) => tag === 'svg').length).toBeGreaterThan(10);
  });

  it('features of the dataset as a page', async () => {
    await mdm('features', 'generate', 'penguins');
    await mdm('features', 'report', 'penguins', '-o', 'f.html');
    const page = readFileSync(join(space.folder, 'f.html'), 'utf8');
    expectWhole(page);
    expect(page).toContain('Relation to the target species');
    expect(page).toContain('bill_length_mm');
  });

  it.each([
    [['dataset', 'stats', 'pengins'], 3, 'Did you mean penguins?'],
    [['dataset', 'stats', 'penguins', '--table', 'trian'], 2, 'did you mean train?'],
    [['dataset', 'stats', 'penguins', '--format', 'ritch'], 2, 'rich'],
    [['dataset', 'stats', 'penguins', '--format', 'json', '--output', 'f'], 2, '--output'],
    [['features', 'report', 'pengins'], 3, 'penguins'],
    [['features', 'report', 'gone.json'], 3, 'gone.json'],
    [['features', 'report', 'penguins', '--data', 'x.csv'], 2, '--data'],
    [['stats', 'show', '--type', 'dataset_rgister'], 2, 'dataset_register'],
    [['stats', 'dataset', 'gone'], 3, 'gone'],
    [['stats', 'cleanup'], 2, '--force'],
  ])('%j ends with %d', async (argv, code, said) => {
    const ended = await space.mdm(...argv);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(ended.stderr).toContain(said);
  });
});

describe('features report of a recipe', () => {
  it('measures the features of a table', async () => {
    await mdm('features', 'generate', penguins, '--target', 'species');
    const { stdout } = await mdm('features', 'report', 'penguins.recipe.json', '--data', penguins);
    expect(stdout).toBe('Report: penguins.features.html\n');
    const page = readFileSync(join(space.folder, 'penguins.features.html'), 'utf8');
    expectWhole(page);
    expect(page).toContain('measured on 344 rows');
  });
});

describe('stats', () => {
  it('of a home without operations', async () => {
    for (const argv of [['show'], ['summary'], ['logs'], ['dashboard', '--no-open']])
      expect((await space.mdm('stats', ...argv)).code).toBe(0);
    expect(JSON.parse((await mdm('stats', 'show', '--json')).stdout)).toEqual([]);
  });

  it('show, summary, dataset, dashboard and cleanup tell of what was done', async () => {
    await register('--no-features');
    await mdm('dataset', 'stats', 'penguins');
    await space.mdm('dataset', 'register', 'bad', 'gone.csv');
    const all = JSON.parse((await mdm('stats', 'show', '--json')).stdout);
    expect(all.map((one: { type: string }) => one.type)).toEqual(expect.arrayContaining(['dataset_read', 'dataset_register']));
    expect((await mdm('stats', 'show', '-n', '1')).stdout.trim().split('\n')).toHaveLength(2);
    expect(JSON.parse((await mdm('stats', 'show', '--dataset', 'Penguins', '--type', 'dataset_read', '--json')).stdout)).toMatchObject([
      { type: 'dataset_read', operation: 'stats', dataset: 'penguins', success: true, rows: 344 },
    ]);
    const summary = JSON.parse((await mdm('stats', 'summary', '--json')).stdout);
    expect(summary).toMatchObject({ count: all.length, slowQueries: [] });
    expect((await mdm('stats', 'summary')).stdout).toContain('By dataset');
    expect((await mdm('stats', 'dataset', 'penguins')).stdout).toMatch(/dataset_register\s+1\s+0/);
    expect((await mdm('stats', 'dashboard', '-o', 'd.html', '--no-open')).stdout).toContain('d.html');
    const page = readFileSync(join(space.folder, 'd.html'), 'utf8');
    expectWhole(page);
    expect(page).toContain('dataset_register');
    expect(JSON.parse((await mdm('stats', 'cleanup', '--days', '30', '--force', '--json')).stdout)).toEqual({
      days: 30,
      removed: 0,
      confirmed: true,
    });
    expect(JSON.parse((await mdm('stats', 'cleanup', '--days', '0', '--force', '--json')).stdout).removed).toBe(all.length);
    expect((await mdm('stats', 'show')).stdout).toBe('No operations are recorded.\n');
  });

  it.each(['json', 'console'])('logs in the format %s: the last lines, by level and text', async (format) => {
    space.env = { ...space.env, MDM_LOGGING_FORMAT: format };
    await register('--no-features');
    await space.mdm('dataset', 'register', 'penguins', penguins);
    const all = JSON.parse((await mdm('stats', 'logs', '-n', '1000', '--json')).stdout);
    expect(all.length).toBeGreaterThan(3);
    expect(all.every((one: { level?: string; time?: string }) => one.level && one.time)).toBe(true);
    const last = JSON.parse((await mdm('stats', 'logs', '-n', '2', '--json')).stdout);
    expect(last).toHaveLength(2);
    const some = JSON.parse((await mdm('stats', 'logs', '--grep', 'STEP COMPLETE', '--level', 'info', '--json')).stdout);
    expect(some.length).toBeGreaterThan(0);
    expect(some.every((one: { text: string; level: string }) => /step complete/i.test(one.text) && one.level === 'INFO')).toBe(true);
  });

  it('slow queries with statement, time and dataset', async () => {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'mdm.yaml'), 'performance:\n  slow_query_ms: 0\n');
    await register('--no-features');
    const script = `import { MDMClient } from ${JSON.stringify(join(import.meta.dirname, '../../dist/index.js'))};
      const client = new MDMClient({ home: ${JSON.stringify(home)} });
      await client.queryDataset('penguins', 'SELECT count(*) AS n FROM train');
      await client.close();`;
    writeFileSync(join(space.folder, 'q.mjs'), script);
    const { execFileSync } = await import('node:child_process');
    execFileSync(process.execPath, [join(space.folder, 'q.mjs')], { env: space.env, stdio: 'pipe' });
    const { slowQueries } = JSON.parse((await mdm('stats', 'summary', '--json')).stdout);
    expect(slowQueries).toMatchObject([{ operation: 'SELECT count(*) AS n FROM train', dataset: 'penguins' }]);
    expect((await mdm('stats', 'summary')).stdout).toContain('Slow queries');
  });
});

describe('who may only read', () => {
  const unprivileged = process.getuid?.() !== 0;
  (unprivileged ? it : it.skip)('statistics of a home that may not be written (not as root)', async () => {
    await register('--no-features', '--skip-analysis');
    chmodSync(join(home, 'datasets/penguins'), 0o555);
    expect((await mdm('dataset', 'stats', 'penguins')).stdout).toContain('species');
    chmodSync(join(home, 'datasets/penguins'), 0o755);
  });
});
