import fc from 'fast-check';
import { nameOfStore, normalName, sameName, storeName } from '../../src/datasets/names.js';

describe('names of datasets', () => {
  it.each([
    ['iris', 'iris'],
    ['Iris', 'iris'],
    ['my-data', 'my_data'],
    ['données_测试', 'données_测试'],
    ['cafe\u0301', 'café'],
    ['ÅNGSTRÖM', 'ångström'],
    ['data2', 'data2'],
    ['_x', '_x'],
    ['नमस्ते', 'नमस्ते'],
  ])('%j is kept as %j', (given, kept) => expect(normalName(given)).toBe(kept));

  it.each([
    '',
    ' ',
    'my data',
    'a/b',
    'a\\b',
    '../x',
    '..',
    '.',
    'a.',
    'a;b',
    'a"b',
    "a'b",
    '/etc/passwd',
    'C:x',
    'a\0b',
    'a\nb',
    'a~2',
    'con',
    'NUL',
    'Com1',
    'lpt9',
    '_',
    '--',
    'a\u202eb',
    '\u0301a',
    'a\u200bb',
    'x'.repeat(101),
    '测'.repeat(90),
  ])('%j is refused, with what a name may have', (given) => {
    expect(() => normalName(given)).toThrow(
      expect.objectContaining({ code: 'usage', next: expect.stringContaining('letters and digits') }),
    );
  });

  it('is the same however it is composed or written', () => {
    expect(sameName('Café', 'CAFE\u0301')).toBe(true);
    expect(sameName('a-b', 'A_B')).toBe(true);
    expect(sameName('a', 'b')).toBe(false);
    expect(sameName('a/b', 'a/b')).toBe(false);
  });

  it('is a fixed point, and never leads out of a folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (given) => {
        let name: string;
        try {
          name = normalName(given);
        } catch {
          return;
        }
        expect(normalName(name)).toBe(name);
        expect(name).not.toMatch(/[/\\.:~\0\s]/);
      }),
    );
  });

  it('belongs to its stores', () => {
    expect([storeName('a', 1), storeName('a', 2)]).toEqual(['a', 'a~2']);
    expect([nameOfStore('a'), nameOfStore('a~12')]).toEqual(['a', 'a']);
  });
});
