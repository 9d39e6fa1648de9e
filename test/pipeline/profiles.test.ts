import { Ajv2020 } from 'ajv/dist/2020.js';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInProfiles, generateFeatures, openRegistry, readProfile } from '../../src/index.js';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'mdm-profiles-'));
afterAll(() => rmSync(folder, { recursive: true }));

function put(name: string, profile: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof profile === 'string' ? profile : JSON.stringify(profile));
  return path;
}
const penguins = { source: join(root, 'examples/penguins.csv'), target: 'species' };

describe('built-in profiles', () => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(join(root, 'schema/profile-1.json'), 'utf8')) as object,
  );

  test.each(readdirSync(join(root, 'profiles')))('%s is as the published schema says', (file) => {
    validate(JSON.parse(readFileSync(join(root, 'profiles', file), 'utf8')));
    expect(validate.errors).toBeNull();
  });

  test('the published schema refuses what is no profile', () => {
    expect(validate({ fit: 'twice' })).toBe(false);
    expect(validate({ transformer: [] })).toBe(false);
  });

  test('all of them can be listed, and name transformers that are there', async () => {
    const all = await builtInProfiles();
    expect(all.map(({ name, counterpart }) => [name, counterpart])).toEqual([
      ['mdm1', 'legacy'],
      ['mdm1-duckdb', 'legacy'],
    ]);
    const ids = (await openRegistry()).list().map(({ id }) => id);
    for (const { name } of all) for (const { use } of (await readProfile(name)).transformers ?? []) expect(ids).toContain(use);
  });

  test('an unknown name lists them, and says which is meant', async () => {
    await expect(readProfile('mdm2')).rejects.toMatchObject({
      code: 'not-found',
      message: 'There is no profile mdm2: neither a built-in one nor a file.',
      next: 'Did you mean mdm1? Built-in profiles: mdm1, mdm1-duckdb; others are given by path.',
    });
    await expect(generateFeatures({ ...penguins, profile: join(folder, 'none.json') })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a profile of a user', () => {
  test('extends a built-in one: parts and parameters go over its own, one by one', async () => {
    const path = put('mine.json', {
      extends: 'mdm1',
      summary: 'Mine.',
      transformers: [{ use: 'mdm1.pairs', params: { pairs: 2 } }, { use: 'statistical.minmax' }],
      reading: { storage: 'duckdb' },
      signal: { rule: 'none' },
    });
    const base = await readProfile('mdm1');
    const mine = await readProfile(path);
    expect(mine.transformers).toEqual([
      ...base.transformers!.slice(0, -1),
      { use: 'mdm1.pairs', roles: ['id', 'target'], params: { pairs: 2 } },
      { use: 'statistical.minmax' },
    ]);
    expect(mine.reading).toEqual({ ...base.reading, storage: 'duckdb' });
    expect(mine).toMatchObject({ summary: 'Mine.', counterpart: 'legacy', names: 'plain', signal: { rule: 'none', rows: 2000 } });
  });

  test('extends another by its path from its own folder', async () => {
    put('base.json', { names: 'plain', transformers: [{ use: 'statistical.minmax' }] });
    const path = put('upper.json', { extends: './base.json', keep: 'ids' });
    expect(await readProfile(path)).toEqual({ names: 'plain', keep: 'ids', transformers: [{ use: 'statistical.minmax' }] });
    const { features } = await generateFeatures({ ...penguins, profile: path });
    expect(features.map(({ name }) => name)).toEqual([
      'bill_length_mm_minmax',
      'bill_depth_mm_minmax',
      'flipper_length_mm_minmax',
      'body_mass_g_minmax',
      'year_minmax',
    ]);
  });

  test('cannot extend itself', async () => {
    put('a.json', { extends: './b.json' });
    await expect(readProfile(put('b.json', { extends: './a.json' }))).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('extends itself'),
    });
  });

  test.each([
    ['a misspelled key', { transfomers: [] }, 'it has no key "transfomers" (did you mean "transformers"?)'],
    [
      'a misspelled key that is needed',
      { transformers: [{ usee: 'text' }] },
      'at transformers[0]: it has no key "usee" (did you mean "use"?).',
    ],
    ['a key that is missing', { transformers: [{}] }, 'at transformers[0].use: it is missing.'],
    ['a misspelled key of a part', { reading: { storge: 'sqlite' } }, 'at reading: it has no key "storge" (did you mean "storage"?)'],
    ['a value that is none', { fit: 'twice' }, 'at fit: '],
    ['what is not JSON', '{', 'is not JSON'],
  ])('%s is refused', async (name, profile, words) => {
    await expect(readProfile(put(`${name}.json`, profile))).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining(words),
    });
  });
});

test.each(['only', 'with'] as const)('--%s beside the transformers of a profile is refused', async (flag) => {
  await expect(generateFeatures({ ...penguins, profile: 'mdm1', [flag]: ['text'] })).rejects.toMatchObject({
    code: 'usage',
    message: `--${flag} says which transformers run, and so does the profile.`,
  });
});

test.each(['year', 'bill_depth_mm__log1p', 'Year'])('a feature cannot be renamed as another column is called: %s', async (name) => {
  const profile = { transformers: [{ use: 'statistical.log' }], rename: { body_mass_g__log1p: name } };
  await expect(generateFeatures({ ...penguins, profile })).rejects.toMatchObject({
    code: 'configuration',
    message: `The profile renames "body_mass_g__log1p" to "${name}", as another column is called.`,
  });
});

test.each([
  ['with the names of MDM', {}, 'body_mass_g__log1p'],
  ['with plain names', { names: 'plain', fit: 'table' }, 'body_mass_g_log1p'],
] as const)('a name that is renamed and that no feature has is a note, %s', async (_, more, own) => {
  const profile = { ...more, transformers: [{ use: 'statistical.log' }], rename: { [own]: 'mass', nope: 'x' } };
  const { features, notes } = await generateFeatures({ ...penguins, profile });
  expect(features.map(({ name }) => name)).toContain('mass');
  expect(notes.filter((note) => note.includes('renames'))).toEqual(['The profile renames "nope", which no feature is called.']);
});

test('names can be exchanged', async () => {
  const rename = { body_mass_g__log1p: 'bill_depth_mm__log1p', bill_depth_mm__log1p: 'body_mass_g__log1p' };
  const { features } = await generateFeatures({ ...penguins, profile: { transformers: [{ use: 'statistical.log' }], rename } });
  expect(features.map(({ name }) => name)).toContain('bill_depth_mm__log1p');
});

test('a profile without a name is refused', async () => {
  await expect(readProfile('')).rejects.toMatchObject({ code: 'usage', message: 'The profile has no name.' });
});

describe('parts of a profile with the reading of MDM', () => {
  const profile = { transformers: [{ use: 'statistical.minmax' }, { use: 'statistical.zscore' }] };
  const made = async (more: object): Promise<readonly string[]> =>
    (await generateFeatures({ ...penguins, profile: { ...profile, ...more } })).features.map(({ name }) => name);

  test('names and order', async () => {
    expect((await made({})).slice(0, 2)).toEqual(['bill_length_mm__minmax', 'bill_depth_mm__minmax']);
    expect((await made({ order: 'columns' })).slice(0, 2)).toEqual(['bill_length_mm__minmax', 'bill_length_mm__zscore']);
    expect((await made({ names: 'plain', order: 'columns' })).slice(0, 2)).toEqual(['bill_length_mm_minmax', 'bill_length_mm_zscore']);
  });

  test('a renamed feature is found by the name that the profile gives it', async () => {
    const names = await made({ names: 'plain', rename: { year_minmax: 'age' } });
    expect(names).toContain('age');
    expect(names).not.toContain('year_minmax');
  });

  test('the constant rule keeps twins that the signal filter of MDM drops', async () => {
    const dropped = async (more: object): Promise<number> =>
      (await generateFeatures({ ...penguins, profile: { ...profile, ...more } })).features.filter((f) => f.dropped !== undefined).length;
    expect(await dropped({})).toBeGreaterThan(0);
    expect(await dropped({ signal: { rule: 'constant' } })).toBe(0);
  });

  test('of two equal plain names the first stays', async () => {
    const source = join(folder, 'twice.csv');
    writeFileSync(source, `a,a_minmax\n${Array.from({ length: 20 }, (_, i) => `${i * 1.5},${(i * 7) % 11}\n`).join('')}`);
    const { features } = await generateFeatures({ source, profile: { ...profile, names: 'plain' } });
    expect(features.find(({ name }) => name === 'a_minmax')).toMatchObject({ dropped: 'same name as an earlier column' });
  });
});
