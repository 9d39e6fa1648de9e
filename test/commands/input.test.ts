import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Parser } from '@oclif/core';
import Generate from '../../src/commands/features/generate.js';
import { toGenerateOptions } from '../../src/commands/input/options.js';
import { parseSettings, parseTypes, seconds } from '../../src/commands/input/pairs.js';
import { inFolder, nameOf, places } from '../../src/commands/input/paths.js';
import { fitOptions, readProfile } from '../../src/commands/input/profile.js';

const options = async (...argv: string[]) => {
  const { args, flags } = await Parser.parse(argv, { args: Generate.args, flags: Generate.flags, strict: true });
  return toGenerateOptions(args['source'], flags);
};

describe('flags', () => {
  test("nothing said, nothing set: defaults are the library's", async () => {
    expect(await options('x.csv')).toEqual({ source: 'x.csv' });
  });

  test('all of them', async () => {
    const argv =
      '--target y --id a,b --id c --time t --group g --ignore h --type p=numeric --type q=r=text --only temporal,text.shape --skip text.tfidf ' +
      '--with text.language --set text.tfidf.terms=50 --set temporal.calendar.zone=Europe/Paris --folds 3 --fold-by time --gap 2d --seed 7 ' +
      '--near-constant 0.99 --correlation 0.95 --signal-rows 1000 --keep roles --force --memory-limit 2GB --threads 2 --temp /tmp x.csv';
    expect(await options(...argv.split(' '))).toEqual({
      source: 'x.csv',
      target: 'y',
      id: ['a', 'b', 'c'],
      time: 't',
      group: 'g',
      ignore: ['h'],
      types: { p: 'numeric', 'q=r': 'text' },
      only: ['temporal', 'text.shape'],
      skip: ['text.tfidf'],
      with: ['text.language'],
      set: { 'text.tfidf.terms': 50, 'temporal.calendar.zone': 'Europe/Paris' },
      folds: 3,
      foldBy: 'time',
      gap: 172_800,
      seed: 7,
      signalFilter: { nearConstant: 0.99, correlation: 0.95, rows: 1000 },
      keep: 'roles',
      force: true,
      memoryLimit: '2GB',
      threads: 2,
      temp: '/tmp',
    });
  });

  test('--no-signal', async () =>
    expect(await options('x.csv', '--no-signal')).toEqual({ source: 'x.csv', signalFilter: { enabled: false } }));

  test('a comma of a name is escaped', async () => expect((await options('x.csv', '--id', 'a\\,b,c')).id).toEqual(['a,b', 'c']));

  test.each([
    [['--near-constant', '2'], 'expected a number from 0 to 1'],
    [['--memory-limit', 'much'], 'expected a size such as 2GB'],
    [['--gap', 'soon'], 'expected seconds'],
    [['--threads', '0'], 'greater than or equal to 1'],
    [['--format', 'xml'], 'one of: parquet, csv, arrow, json'],
  ])('%j is refused', async (argv, words) => expect(options('x.csv', ...argv)).rejects.toThrow(words));
});

describe('pairs', () => {
  test('values are JSON, or else text', () => {
    expect(parseSettings(['a.b.c=[1,2]', 'a.b.d=true', 'a.b.e=x=y', 'a.b.f='])).toEqual({
      'a.b.c': [1, 2],
      'a.b.d': true,
      'a.b.e': 'x=y',
      'a.b.f': '',
    });
    expect(parseSettings([])).toBeUndefined();
  });

  test('a column called __proto__ is a column', () => expect(Object.keys(parseTypes(['__proto__=text']) ?? {})).toEqual(['__proto__']));

  test.each([
    [() => parseTypes(['price']), '--type price is not COLUMN=TYPE.'],
    [() => parseTypes(['price=numerc']), 'There is no type "numerc"; did you mean numeric?'],
    [() => parseSettings(['terms=5']), '--set terms=5 is not NAME.PARAMETER=VALUE.'],
  ])('%#', (run, message) => expect(run).toThrow(expect.objectContaining({ code: 'usage', message })));

  test('times', () => expect(['90', '1.5h', '7d', '2 min', '1w'].map(seconds)).toEqual([90, 5400, 604_800, 120, 604_800]));
});

describe('files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mdm-paths-'));
    mkdirSync(join(folder, 'titanic.v2'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test.each([
    ['data/flights.csv', 'flights'],
    ['flights.2024.csv.gz', 'flights.2024'],
    ['x.NDJSON', 'x'],
    ['notes.dat', 'notes'],
    ['plain', 'plain'],
    ['data/flights-*.csv', 'flights'],
    ['data/*.csv', 'data'],
    ['data/*/*.parquet', 'data'],
  ])('the name of %s is %s', async (source, name) => expect(await nameOf(source)).toBe(name));

  test("a folder's name is kept whole", async () => expect(await nameOf(join(folder, 'titanic.v2/'))).toBe('titanic.v2'));

  test.each([
    [undefined, undefined, 'x.features.parquet', 'parquet', 'x.recipe.json'],
    [undefined, 'csv', 'x.features.csv', 'csv', 'x.recipe.json'],
    ['out/y.features.csv', undefined, 'out/y.features.csv', 'csv', 'out/y.recipe.json'],
    ['out/y.feather', undefined, 'out/y.feather', 'arrow', 'out/y.recipe.json'],
    ['y.csv', 'json', 'y.csv', 'json', 'y.recipe.json'],
    ['y', undefined, 'y', 'parquet', 'y.recipe.json'],
    ['out/', undefined, 'out/x.features.parquet', 'parquet', 'out/x.recipe.json'],
  ] as const)('-o %s --format %s', async (output, format, file, chosen, recipe) => {
    expect(await places('data/x.csv', output, format)).toEqual({ output: file, format: chosen, recipe });
  });

  test('-o FOLDER', async () => {
    expect((await places('x.csv', folder, undefined)).output).toBe(join(folder, 'x.features.parquet'));
  });

  test.each([
    ['new/', undefined, true],
    ['new', '.', true],
    ['new', undefined, false],
    ['new', 'no-folder.csv', false],
    ['new.parquet', '.', false],
    ['no/new/', '.', false],
  ])('-o %s of the folder %s is made for the work, and goes when the work fails: %p', async (name, several, made) => {
    const at = join(folder, name);
    const source = several && join(folder, several);
    const there = (): Promise<boolean> => Promise.resolve(existsSync(at));
    expect(await inFolder(at, source, there)).toBe(made);
    rmSync(at, { recursive: true, force: true });
    await expect(inFolder(at, source, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(at)).toBe(false);
  });

  test('a limit that the filter of a profile does not know is refused', () => {
    const profile = { signal: { rule: 'mdm' } } as never;
    expect(() => fitOptions({ correlation: 0.5 }, profile)).toThrow('--correlation has no effect');
    expect(fitOptions({ correlation: 0.5 }, {})).toEqual({});
  });

  test('an extension of no format is refused', async () => {
    await expect(places('x.csv', 'y.xlsx', undefined)).rejects.toMatchObject({
      code: 'usage',
      message: '".xlsx" is not the extension of a format that MDM writes.',
    });
  });

  test('a profile is read whole', async () => {
    const profile = {
      transformers: [{ use: 'text.tfidf', on: ['review'], params: { terms: 5 } }],
      rename: { a: 'b' },
      exactly: true,
      types: { x: 'text' },
    };
    writeFileSync(join(folder, 'p.json'), JSON.stringify(profile));
    expect(await readProfile(join(folder, 'p.json'))).toEqual(profile);
  });

  test.each([
    ['{', 'is not JSON'],
    ['{"transformer": []}', 'it has no key "transformer" (did you mean "transformers"?)'],
    ['{"transformers": [{"use": "text", "parameters": {}}]}', 'wrong at transformers[0]: it has no key "parameters"'],
    ['{"transformers": [{"on": ["a"]}]}', 'wrong at transformers[0].use'],
    ['{"types": {"a": "number"}}', 'wrong at types.a'],
  ])('a wrong profile: %s', async (text, words) => {
    writeFileSync(join(folder, 'p.json'), text);
    await expect(readProfile(join(folder, 'p.json'))).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining(words),
    });
  });
});
