import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jsonLine, plainLine } from '../../src/log/record.js';
import { tailLog } from '../../src/log/tail.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mdm-tail-'));
  path = join(folder, 'mdm.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

const record = (n: number, level: 'INFO' | 'WARNING' = 'INFO') => ({
  time: new Date(Date.UTC(2026, 0, 1, 0, 0, n)),
  level,
  name: 'storage.sqlite',
  message: `thing ${n} é`,
  fields: { n },
});
const same = (text: string): string => text;
const messages = (options?: Parameters<typeof tailLog>[1]) => tailLog(path, options).map(({ message }) => message);

describe.each([
  ['json', jsonLine],
  ['console', plainLine],
])('lines of the format %s', (format, lineOf) => {
  const lines = (...numbers: readonly number[]): string =>
    numbers.map((n) => `${lineOf(record(n, n % 2 ? 'INFO' : 'WARNING'), same)}\n`).join('');

  it('are told apart', () => {
    writeFileSync(path, lines(1));
    const [one] = tailLog(path);
    expect(one).toMatchObject({ time: '2026-01-01T00:00:01.000Z', level: 'INFO', name: 'storage.sqlite' });
    expect(one!.message).toMatch(format === 'json' ? /^thing 1 é$/ : /^thing 1 é n=1$/);
  });

  it('go on into files that were put aside', () => {
    writeFileSync(path, lines(5, 6));
    writeFileSync(`${path}.1`, lines(3, 4));
    writeFileSync(`${path}.2`, lines(1, 2));
    expect(messages().map((text) => text!.slice(0, 7))).toEqual([1, 2, 3, 4, 5, 6].map((n) => `thing ${n}`));
    expect(messages({ lines: 3 }).map((text) => text!.slice(0, 7))).toEqual(['thing 4', 'thing 5', 'thing 6']);
    expect(messages({ level: 'WARNING' })).toHaveLength(3);
    expect(messages({ text: 'THING 3' })).toHaveLength(1);
  });

  it('are read across blocks, whatever letters lie there', () => {
    writeFileSync(path, lines(...Array.from({ length: 4_000 }, (_, n) => n)));
    const all = tailLog(path, { lines: 10_000 });
    expect(all).toHaveLength(4_000);
    expect(all.every(({ level, text }) => level !== undefined && text.includes('é'))).toBe(true);
  });
});

it('other lines are as they are, and the last need not end', () => {
  writeFileSync(path, '{ broken\n\nfree text\r\n{"time":1,"level":"LOUD"}\nlast');
  expect(tailLog(path)).toEqual([{ text: '{ broken' }, { text: 'free text' }, { text: '{"time":1,"level":"LOUD"}' }, { text: 'last' }]);
  expect(tailLog(path, { level: 'DEBUG' })).toEqual([]);
});

it('there is none', () => expect(tailLog(path)).toEqual([]));
