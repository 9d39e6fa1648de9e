import { searchDatasets, type SearchOptions } from '../../src/datasets/search.js';
import { shelf } from './shelf.js';

const home = shelf();
const found = async (query: string | undefined, options: SearchOptions = {}): Promise<string[]> =>
  (await searchDatasets(home.ws, query, options)).matches.map(({ record }) => record.name);

beforeEach(async () => {
  const columns = [
    { name: 'Age', type: 'numeric' },
    { name: 'Survived', type: 'boolean' },
  ];
  const statistics = { row_count: 891, memory_size_bytes: 1, computed_at: '' };
  await home.point('titanic', {
    display_name: 'titanic',
    description: 'Passengers of a ship',
    target_column: 'Survived',
    problem_type: 'binary_classification',
    tags: ['Kaggle', 'ships'],
    metadata: { datetime_columns: [], columns, statistics },
  });
  await home.point('playground_s5', { display_name: 'playground-s5', tags: ['kaggle'], problem_type: 'regression' });
  await home.point('my_play_s5', { display_name: 'my-play-s5' });
});

test.each<[string | undefined, SearchOptions, string[]]>([
  ['titan', {}, ['titanic']],
  ['TITAN', {}, ['titanic']],
  ['TITANIC', { caseSensitive: true }, []],
  ['titanic', { caseSensitive: true }, ['titanic']],
  ['play*-s?', { pattern: true }, ['playground_s5']],
  ['play', { pattern: true }, []],
  ['play-s', {}, ['my_play_s5']],
  ['survived', {}, []],
  ['survived', { deep: true }, ['titanic']],
  ['age', { deep: true }, ['titanic']],
  ['ship', { deep: true }, ['titanic']],
  [undefined, { tag: 'kaggle' }, ['playground_s5', 'titanic']],
  [undefined, { tag: ['kaggle', 'ships'] }, ['titanic']],
  [undefined, { tag: 'kaggle', caseSensitive: true }, ['playground_s5']],
  [undefined, { tag: 'kag' }, []],
  ['play', { limit: 1 }, ['my_play_s5']],
  ['t', { problemType: 'classification' }, ['titanic']],
  ['t', { minRows: 800, maxRows: 891 }, ['titanic']],
  ['t', { minRows: 892 }, []],
])('%s %j', async (query, options, expected) => expect(await found(query, options)).toEqual(expected));

test('says where it matched', async () => {
  const { matches } = await searchDatasets(home.ws, 'survived', { deep: true });
  expect(matches[0]?.locations).toEqual(['target "Survived"']);
  const ship = await searchDatasets(home.ws, 'ship', { deep: true });
  expect(ship.matches[0]?.locations).toEqual(['description', 'tag "ships"']);
  const name = await searchDatasets(home.ws, 'titan');
  expect(name.matches[0]?.locations).toEqual(['name']);
});

test('columns are looked up in the tables where the record has none', async () => {
  await home.add('plain', undefined, { metadata: { datetime_columns: [] } });
  const { matches } = await searchDatasets(home.ws, 'city', { deep: true });
  expect(matches.map(({ record, locations }) => [record.name, locations])).toEqual([['plain', ['column "city"']]]);
});

test('neither a query nor a tag is a usage error', () => expect(found(undefined)).rejects.toMatchObject({ code: 'usage', exit: 2 }));
