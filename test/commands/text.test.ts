import { progressBar, progressLine } from '../../src/commands/output/progress.js';
import { fit, table } from '../../src/commands/output/table.js';
import { block, bytes, counted, duration, printable, truncate, widthOf, wrap } from '../../src/commands/output/text.js';

test.each([
  ['plain', 'plain'],
  ['two\nlines\tand\r', 'two\\nlines\\tand\\r'],
  ['\u001b[31mred', '\\u001b[31mred'],
  ['a\u202eb', 'a\\u202eb'],
  ['price €, 価格, 👩‍🔬', 'price €, 価格, 👩‍🔬'],
])('%j is printed as %j', (text, expected) => expect(printable(text)).toBe(expected));

test('widths are those of a terminal', () => {
  expect(['abc', 'é', '価格', '🐧', '👩‍🔬', ''].map(widthOf)).toEqual([3, 1, 4, 2, 2, 0]);
});

test.each([
  ['abcdef', 6, 'abcdef'],
  ['abcdef', 4, 'abc…'],
  ['価格価格', 5, '価格…'],
  ['価格価格', 4, '価…'],
  ['🐧🐧', 1, '…'],
])('%s in %i columns is %s', (text, columns, expected) => expect(truncate(text, columns)).toBe(expected));

test('long names do not take long', () => {
  expect(widthOf(truncate('é'.repeat(10_000), 80))).toBe(80);
});

test('words are wrapped, a longer word is cut', () => {
  expect(wrap('the quick brown fox', 10)).toEqual(['the quick', 'brown fox']);
  expect(wrap('a verylongword b', 6)).toEqual(['a', 'veryl…', 'b']);
});

test('lines of SQL keep their lines', () => expect(block('SELECT 1\n\nFROM "a\u001b"', 2)).toBe('  SELECT 1\n\n  FROM "a\\u001b"'));

test('numbers for people', () => {
  expect([0, 1023, 1536, 220_000_000, 4 * 1024 ** 3].map(bytes)).toEqual(['0 B', '1023 B', '1.5 KiB', '210 MiB', '4.0 GiB']);
  expect([0.423, 12.34, 200, 3900].map(duration)).toEqual(['0.42 s', '12.3 s', '3 min 20 s', '1 h 5 min']);
  expect([0, 1, 336_776].map((n) => counted(n, 'row'))).toEqual(['0 rows', '1 row', '336,776 rows']);
});

describe('tables', () => {
  const columns = [
    { title: 'name', flexible: true },
    { title: 'n', align: 'right' as const },
    { title: 'why', flexible: true, wrap: true },
  ];

  test('are aligned and without lines', async () => {
    const rows = [
      ['価格', '5', 'numbers'],
      ['a\nb', '1,200', ''],
    ];
    expect(await table(columns, rows)).toBe(['  name      n  why', '  価格      5  numbers', '  a\\nb  1,200'].join('\n'));
  });

  test('fit the width: one column is cut, another goes on below', async () => {
    const text = await table(columns, [['x'.repeat(50), '5', 'numbers with many distinct values and no gaps']], { width: 40 });
    expect(text.split('\n')).toEqual([
      '  name              n  why',
      '  xxxxxxxxxxxxxxx…  5  numbers with',
      '                       many distinct',
      '                       values and no',
      '                       gaps',
    ]);
    for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(40);
  });

  test('the widest column gives way first, none below its least', () => {
    expect(fit([30, 5, 60], [true, false, true], 60)).toEqual([25, 5, 25]);
    expect(fit([10, 5, 20], [true, false, true], 80)).toEqual([10, 5, 20]);
    expect(fit([90, 5, 90], [true, false, true], 10)).toEqual([12, 5, 12]);
  });
});

describe('progress', () => {
  test.each([
    [{ stage: 'read', detail: 'flights.csv', share: 0 }, 0.2, '────────────────────────   0 %  Reading flights.csv'],
    [{ stage: 'fit', detail: 'train', share: 0.5 }, 30, '━━━━━━━━━━━━────────────  50 %  Measuring train  about 30 s left'],
    [{ stage: 'write', detail: 'train', share: 0.2 }, 60, '━━━━━───────────────────  20 %  Writing train  about 4 min 0 s left'],
    [{ stage: 'write', detail: '', share: 1.2 }, 60, '━━━━━━━━━━━━━━━━━━━━━━━━ 100 %  Writing'],
  ] as const)('%j', (progress, seconds, line) => expect(progressLine(progress, seconds, 80)).toBe(line));

  test('never longer than the terminal', () => {
    expect(widthOf(progressLine({ stage: 'fit', detail: 'a very long name of a table', share: 0.5 }, 30, 40))).toBeLessThanOrEqual(39);
  });

  const screen = (isTTY: boolean) => {
    const written: string[] = [];
    return { written, isTTY, columns: 60, write: (text: string) => written.push(text) };
  };
  const fitting = { stage: 'fit', detail: '', share: 0.1 } as const;

  test('one line, at most ten times a second, and gone at the end', () => {
    const s = screen(true);
    let clock = 0;
    const bar = progressBar(false, s, {}, () => clock);
    bar.update(fitting);
    clock = 50;
    bar.update(fitting);
    clock = 150;
    bar.update({ ...fitting, share: 0.2 });
    bar.clear();
    bar.clear();
    expect(s.written).toHaveLength(3);
    expect(s.written[0]).toMatch(/^\r━━.* 10 % .*\u001b\[K$/);
    expect(s.written.at(-1)).toBe('\r\u001b[K');
  });

  test.each([
    ['no terminal', false, false, {}],
    ['--json', true, true, {}],
    ['CI', false, true, { CI: 'true' }],
  ])('silent: %s', (_, quiet, isTTY, env) => {
    const s = screen(isTTY);
    const bar = progressBar(quiet, s, env);
    bar.update(fitting);
    bar.clear();
    expect(s.written).toEqual([]);
  });
});
