import { absolutePath, extensionOf, fileName, inFolder, isDrive, isUnc, stemOf } from '../../src/datasets/source/paths.js';

describe('paths of sources', () => {
  it.each([
    ['\\\\server\\share\\sales\\train.csv', 'train.csv', 'train', 'csv'],
    ['\\\\server\\share\\x.csv.gz', 'x.csv.gz', 'x', 'csv'],
    ['C:\\data\\My File.PARQUET', 'My File.PARQUET', 'My File', 'parquet'],
    ['D:/data/x.tsv', 'x.tsv', 'x', 'tsv'],
    ['/data/a.b.json', 'a.b.json', 'a.b', 'json'],
    ['données/テスト.csv', 'テスト.csv', 'テスト', 'csv'],
    ['.hidden', '.hidden', '.hidden', ''],
    ['archive.zip', 'archive.zip', 'archive', 'zip'],
    ['train.csv.zip', 'train.csv.zip', 'train', 'csv'],
  ])('%s: name, stem, extension', (path, name, stem, extension) => {
    expect([fileName(path, 'linux'), stemOf(path, 'linux'), extensionOf(path, 'linux')]).toEqual([name, stem, extension]);
    expect([fileName(path, 'win32'), stemOf(path, 'win32'), extensionOf(path, 'win32')]).toEqual([name, stem, extension]);
  });

  it.each([
    ['\\\\server\\share', true, false],
    ['\\\\server\\share\\x.csv', true, false],
    ['//server/share/x.csv', false, false],
    ['C:\\x', false, true],
    ['c:/x', false, true],
    ['c:x', false, false],
    ['/c:/x', false, false],
  ])('%s: UNC %s, drive %s', (path, unc, drive) => expect([isUnc(path), isDrive(path)]).toEqual([unc, drive]));

  it('joins by the rules of the folder', () => {
    expect(inFolder('\\\\server\\share', 'x.csv', 'linux')).toBe('\\\\server\\share\\x.csv');
    expect(inFolder('C:\\data', 'x.csv', 'win32')).toBe('C:\\data\\x.csv');
    expect(inFolder('/data', 'x.csv', 'linux')).toBe('/data/x.csv');
  });

  it('is absolute as it is, or from a folder', () => {
    expect(absolutePath('\\\\server\\share\\x.csv', '/work', 'linux')).toBe('\\\\server\\share\\x.csv');
    expect(absolutePath('C:\\data\\x.csv', '/work', 'linux')).toBe('C:\\data\\x.csv');
    expect(absolutePath('x.csv', '/work', 'linux')).toBe('/work/x.csv');
    expect(absolutePath('x.csv', 'C:\\work', 'win32')).toBe('C:\\work\\x.csv');
  });
});
