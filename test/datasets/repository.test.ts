import fc from 'fast-check';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { openConfig } from '../../src/config/config.js';
import type { DatasetRecord } from '../../src/datasets/record.js';
import { openRepository, type Repository } from '../../src/datasets/repository.js';
import { readYaml, writeYaml } from '../../src/datasets/yaml.js';

const record = (name: string, more: Partial<DatasetRecord> = {}): DatasetRecord => ({
  name,
  display_name: name,
  description: 'Said: "so" # really\nand more',
  database: { backend: 'sqlite', store: name, path: `/d/${name}/${name}.sqlite` },
  tables: { train: 'train', 'my table': 'my table' },
  problem_type: 'regression',
  target_column: 'y: yes',
  id_columns: ['id', 'no', '1'],
  time_column: null,
  group_column: null,
  feature_tables: {},
  registered_at: '2026-01-01T00:00:00.000Z',
  last_updated_at: '2026-01-01T00:00:00.000Z',
  tags: ['a', 'b c'],
  source: 'données/テスト.csv',
  version: '1.0.0',
  metadata: { datetime_columns: [], columns: [{ name: '__proto__', type: 'numeric' }] },
  ...more,
});

describe('the repository', () => {
  let home: string;
  let folder: string;
  let repository: Repository;
  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'mdm-repository-'));
    folder = join(home, 'config/datasets');
    repository = openRepository(await openConfig({ home, env: {} }));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));
  const write = (name: string, text: string): void => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), text);
  };

  it('has nothing where there is no home', async () => {
    expect(await repository.list()).toEqual({ records: [], problems: [] });
    expect(await repository.find('x')).toBeUndefined();
    await expect(repository.get('x')).rejects.toMatchObject({ code: 'not-found', exit: 3 });
  });

  it('gives back what was saved, by any way to write the name', async () => {
    await repository.save(record('café'));
    expect(await repository.get('CAFE\u0301')).toEqual(record('café'));
    expect(await repository.names()).toEqual(['café']);
    expect(parse(readFileSync(repository.file('café'), 'utf8'))).toMatchObject({
      name: 'café',
      target_column: 'y: yes',
      tags: ['a', 'b c'],
    });
    await expect(repository.get('caf')).rejects.toThrow('There is no dataset "caf"');
    await repository.remove('café');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps keys that it does not know, and leaves no other file', async () => {
    await repository.save(record('a'));
    const file = repository.file('a');
    writeFileSync(file, `${readFileSync(file, 'utf8')}owner: me\nnested:\n  deep:\n    - 1\n`);
    await repository.save({ ...record('a'), tags: ['new'] });
    const now = parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    expect(now).toMatchObject({ owner: 'me', nested: { deep: [1] }, tags: ['new'] });
    expect(readdirSync(folder)).toEqual(['a.yaml']);
  });

  it('reads a pointer of MDM 1.0.6', async () => {
    write(
      'titanic.yaml',
      `name: titanic
display_name: titanic
description: null
database:
  backend: sqlite
  journal_mode: WAL
  path: /home/u/.mdm/datasets/titanic/titanic.sqlite
tables:
  train: train
  sample_submission: sample_submission
problem_type: binary_classification
target_column: Survived
id_columns:
- PassengerId
time_column: null
group_column: null
feature_tables:
  train: train_features
registered_at: '2025-07-01T10:00:00.000000+00:00'
last_updated_at: '2025-07-01T10:00:00.000000+00:00'
tags: []
source: /data/titanic
version: 1.0.0
metadata:
  datetime_columns: []
  statistics:
    row_count: 1309
    memory_size_bytes: 500000
    computed_at: '2025-07-01T12:00:00'
`,
    );
    expect(await repository.get('titanic')).toMatchObject({
      database: { backend: 'sqlite', store: 'titanic', path: '/home/u/.mdm/datasets/titanic/titanic.sqlite' },
      id_columns: ['PassengerId'],
      version: '1.0.0',
      metadata: { statistics: { row_count: 1309 } },
    });
    await repository.save({ ...(await repository.get('titanic')), tags: ['x'] });
    expect(parse(readFileSync(repository.file('titanic'), 'utf8'))).toMatchObject({ database: { journal_mode: 'WAL', store: 'titanic' } });
  });

  it('reads a file whose name an older MDM wrote in another way, and has one file of it after', async () => {
    write('My-Data.yaml', `${writeYaml(record('My-Data') as unknown as Record<string, unknown>)}owner: me\n`);
    expect(await repository.fileOf('my_data')).toBe(join(folder, 'My-Data.yaml'));
    const found = await repository.get('my-data');
    expect(found).toMatchObject({ name: 'my_data', database: { store: 'My-Data' } });
    await repository.save({ ...found, tags: ['new'] });
    expect(readdirSync(folder)).toEqual(['my_data.yaml']);
    expect(parse(readFileSync(repository.file('my_data'), 'utf8'))).toMatchObject({ owner: 'me', tags: ['new'] });
    write('MY_DATA.yaml', writeYaml(record('my_data', { tags: ['old'] }) as unknown as Record<string, unknown>));
    expect((await repository.list()).records.map(({ name, tags }) => [name, tags])).toEqual([['my_data', ['new']]]);
    await repository.remove('my_data');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('tells of files that are no pointers, and lists the others', async () => {
    await repository.save(record('good'));
    for (const [name, text] of [
      ['cut.yaml', 'name: cut\ndatabase: {backend: sql'],
      ['list.yaml', '- 1\n- 2\n'],
      ['empty.yaml', ''],
      ['binary.yaml', '\u0000\u0001\u0002'],
      ['other.yaml', writeYaml(record('good') as unknown as Record<string, unknown>)],
      ['backend.yaml', 'name: backend\ndatabase: {backend: oracle}\ntables: {}\n'],
      ['bomb.yaml', `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [${'*a,'.repeat(9)}]\nc: &c [${'*b,'.repeat(9)}]\nd: &d [${'*c,'.repeat(9)}]\n`],
    ] as const)
      write(name, text);
    const { records, problems } = await repository.list();
    expect(records.map(({ name }) => name)).toEqual(['good']);
    expect(problems.map(({ file }) => file).sort()).toEqual(
      ['backend', 'binary', 'bomb', 'cut', 'empty', 'list', 'other'].map((name) => join(folder, `${name}.yaml`)),
    );
    await expect(repository.get('cut')).rejects.toMatchObject({ code: 'configuration' });
  });

  it('takes __proto__ for a key like others', async () => {
    write(
      'p.yaml',
      `${writeYaml(record('p') as unknown as Record<string, unknown>)}__proto__:\n  polluted: true\nconstructor:\n  prototype:\n    polluted: true\n`,
    );
    expect(await repository.get('p')).toMatchObject({ name: 'p' });
    await repository.save(await repository.get('p'));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    const text = 'a:\n  "__proto__":\n    polluted: 1\n';
    const data = await readYaml(text, 'f');
    expect(Object.getPrototypeOf(data['a'])).toBeNull();
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('lists a thousand', async () => {
    mkdirSync(folder, { recursive: true });
    for (let i = 0; i < 1000; i++) write(`d${i}.yaml`, writeYaml(record(`d${i}`) as unknown as Record<string, unknown>));
    const { records, problems } = await repository.list();
    expect([records.length, problems.length]).toEqual([1000, 0]);
  });
});

describe('YAML of pointers', () => {
  const key = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom('no', 'null', '__proto__', 'a b', '1', '~', '- a', '#x', 'constructor'),
  );
  const leaf = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.constantFrom('yes', 'null', '1.0.0', '012', '1e3', 'a: b', 'a #b', '- x', '2026-01-01', '', ' ', '\n', '\u2028', "it's"),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
    fc.boolean(),
    fc.constant(null),
  );
  const { tree } = fc.letrec<{ tree: unknown; map: Record<string, unknown> }>((tie) => ({
    tree: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('tree'), { maxLength: 3 }), tie('map')),
    map: fc.dictionary<unknown>(key, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
  }));
  const data = fc.dictionary(key, tree, { minKeys: 1, maxKeys: 5, noNullPrototype: true });
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

  it('reads what it writes, as does every other reader', async () => {
    await fc.assert(
      fc.asyncProperty(data, async (value) => {
        const text = writeYaml(value);
        expect(plain(await readYaml(text, 'f'))).toEqual(plain(value));
        expect(plain(parse(text))).toEqual(plain(value));
      }),
      { numRuns: 300 },
    );
  });
});
