import { createWriteStream, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ZipFile } from 'yazl';
import { discover, discoverFiles } from '../../src/datasets/source/discover.js';
import { checkRatio, extract } from '../../src/datasets/source/zip.js';

describe('what a path holds', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'mdm-discover-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const put = (...names: readonly string[]): void => {
    for (const name of names) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), 'a,b\n1,2\n');
    }
  };
  const tables = async (path = root): Promise<Record<string, string>> =>
    Object.fromEntries((await discover(path)).tables.map(({ role, kind }) => [role, kind]));
  const zip = async (name: string, files: Readonly<Record<string, string>>): Promise<string> => {
    const archive = new ZipFile();
    for (const [member, text] of Object.entries(files)) archive.addBuffer(Buffer.from(text), member);
    archive.end();
    const path = join(root, name);
    await once(archive.outputStream.pipe(createWriteStream(path)), 'finish');
    return path;
  };

  it.each([
    [['train.csv', 'test.csv'], 'folder', ['train', 'test']],
    [['training.csv', 'testing.tsv', 'val.json'], 'folder', ['train', 'validation', 'test']],
    [['X_train.csv', 'X_test.parquet'], 'folder', ['train', 'test']],
    [['train.csv', 'test.csv', 'sample_submission.csv', 'data_description.txt'], 'kaggle', ['train', 'test', 'sample_submission']],
    [['Train.CSV', 'gender_submission.csv'], 'kaggle', ['train', 'sample_submission']],
    [['training.csv', 'testing.csv', 'submission.csv'], 'kaggle', ['train', 'test', 'submission']],
    [['customers.csv', 'orders.parquet', 'notes.md'], 'folder', ['customers', 'orders']],
    [['train.csv', 'extra.json', 'book.xlsx'], 'folder', ['train', 'book', 'extra']],
    [['sample_submission.csv', 'a.csv'], 'folder', ['sample_submission', 'a']],
  ])('%j', async (names, structure, roles) => {
    put(...names);
    const found = await discover(root);
    expect([found.structure, found.tables.map(({ role }) => role)]).toEqual([structure, roles]);
  });

  it('names what is no table, and is silent of hidden files', async () => {
    put('train.csv', 'notes.md', 'readme.txt', '.hidden.csv', 'sub/more.csv');
    expect((await discover(root)).ignored).toEqual(['notes.md', 'readme.txt', 'sub']);
  });

  it('gives no table the name of another or of its features', async () => {
    put('train.csv', 'train_features.csv', 'a.csv', 'A.json', '_mdm_x.csv');
    expect((await discover(root)).tables.map(({ table }) => table)).toEqual(['train', 'A', 'table_mdm_x', 'a_2', 'train_features_2']);
  });

  it('gives no table the name of one that features of another may be in', async () => {
    put('train.csv', 'train_generic.csv', 'train_custom.json', 'shop.csv', 'Shop_Custom.csv');
    const { tables: found, notes } = await discover(root);
    const names = found.map(({ table }) => table.toLowerCase());
    expect([...names].sort()).toEqual(['shop_2', 'shop_custom', 'train', 'train_custom_2', 'train_generic_2']);
    expect(notes).toHaveLength(3);
  });

  it('is a single file, or a glob as one table', async () => {
    put('a.csv', 'b1.csv', 'b2.csv', 'od[d].csv');
    expect(await tables(join(root, 'a.csv'))).toEqual({ train: 'csv' });
    expect(await tables(join(root, 'od[d].csv'))).toEqual({ train: 'csv' });
    const several = await discover(join(root, 'b*.csv'));
    expect([several.structure, several.tables.map(({ files }) => files.length)]).toEqual(['files', [2]]);
  });

  it('looks into archives', async () => {
    const one = await zip('one.zip', { 'deep/data.csv': 'a\n1\n', '__MACOSX/._data.csv': 'x' });
    expect((await discover(one)).tables).toMatchObject([{ role: 'train', kind: 'csv', member: 'deep/data.csv' }]);
    const several = await zip('several.zip', { 'train.csv': 'a\n1\n', 'test.json': '[]', 'notes.md': '' });
    expect(await tables(several)).toEqual({ train: 'csv', test: 'json' });
    await extract(several, 'train.csv', join(root, 'out.csv'));
    await expect(extract(several, 'none.csv', join(root, 'out2.csv'))).rejects.toMatchObject({ code: 'bad-data' });
    const broken = join(root, 'broken.zip');
    writeFileSync(broken, 'PK no archive');
    await expect(discover(broken)).rejects.toMatchObject({ code: 'bad-data', message: expect.stringContaining('broken.zip') });
  });

  it('follows links, and refuses those that lead nowhere or back', async () => {
    put('real/train.csv');
    symlinkSync(join(root, 'real'), join(root, 'linked'));
    expect(await tables(join(root, 'linked'))).toEqual({ train: 'csv' });
    symlinkSync(join(root, 'loop'), join(root, 'loop'));
    await expect(discover(join(root, 'loop'))).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('leads back to itself'),
    });
    symlinkSync(join(root, 'gone.csv'), join(root, 'real/test.csv'));
    await expect(discover(join(root, 'real'))).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('a link to nothing'),
    });
  });

  it.each([
    ['no/such/file.csv', 'usage'],
    ['', 'usage'],
    ['folder', 'empty'],
    ['what.bin', 'bad-data'],
  ])('refuses %j', async (name, code) => {
    mkdirSync(join(root, 'folder'));
    put('what.bin');
    await expect(discover(name === '' ? '' : join(root, name))).rejects.toMatchObject({ code });
  });

  it('refuses two files for one role', async () => {
    put('train.csv', 'training.csv');
    await expect(discover(root)).rejects.toThrow('more than one file for train');
  });

  it('takes exactly the files that are named', async () => {
    put('a.csv', 'b.json');
    const found = await discoverFiles({ train: join(root, 'a.csv'), test: join(root, 'b.json') });
    expect(found.tables.map(({ role, kind }) => [role, kind])).toEqual([
      ['train', 'csv'],
      ['test', 'json'],
    ]);
    await expect(discoverFiles({ train: join(root, 'none.csv') })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('none.csv'),
    });
  });

  it('refuses what unpacks to very much', () => {
    expect(() => checkRatio('x.zip', 1_000_000, 1_000_000_000)).toThrow('more than 200 times');
    expect(() => checkRatio('x.zip', 10, 100_000)).not.toThrow();
    expect(() => checkRatio('x.zip', 1_000_000_000, 20_000_000_000)).not.toThrow();
  });
});
