import { z } from 'zod';
import { parametersOf, schemaOf, type JsonSchema } from '../../src/host/params.js';

const typeOf = async (schema: z.ZodType): Promise<unknown> => parametersOf(await schemaOf(z.strictObject({ p: schema })))?.[0]?.type;

test.each([
  ['a text', z.string(), 'string'],
  ['a whole number', z.int().default(3), 'integer'],
  ['bounds', z.number().min(0).max(1), 'number >= 0 and <= 1'],
  ['bounds that do not belong', z.number().gt(0).lt(1), 'number > 0 and < 1'],
  ['one of', z.enum(['a', 'b']).default('a'), '"a" | "b"'],
  ['a literal', z.literal(7), '7'],
  ['a list', z.array(z.int().min(1)).default([1]), 'list of integer >= 1'],
  ['either', z.union([z.string(), z.boolean()]), 'string | boolean'],
  ['or null', z.string().nullable(), 'string | null'],
  ['what JSON Schema has no word for', z.date().optional(), 'any'],
  ['anything', z.unknown(), 'any'],
])('%s', async (_, schema, type) => {
  expect(await typeOf(schema)).toBe(type);
});

test('a schema says the same every time, without what says nothing', async () => {
  const params = z.strictObject({ n: z.int().default(2).describe('How many') }).refine((p) => p.n !== 5, 'not 5');
  const schema = await schemaOf(params);
  expect(schema).toEqual({
    type: 'object',
    properties: { n: { default: 2, description: 'How many', type: 'integer' } },
    additionalProperties: false,
  });
  expect(JSON.stringify(await schemaOf(params))).toBe(JSON.stringify(schema));
  expect(parametersOf(schema)).toEqual([{ name: 'n', type: 'integer', default: 2, description: 'How many' }]);
});

const other = (input?: () => unknown) => ({
  '~standard': { version: 1, vendor: 'x', validate: () => ({}), ...(input ? { jsonSchema: { input } } : {}) },
});

test.each([
  ['a library that cannot say it', other(), null],
  [
    'one that throws',
    other(() => {
      throw new Error('no');
    }),
    null,
  ],
  ['one that answers nonsense', other(() => 'none'), null],
  ['one that answers what JSON cannot hold', other(() => ({ a: 1n })), null],
  ['one that can', other(() => ({ $schema: 'x', type: 'object', properties: {} })), { type: 'object', properties: {} }],
  ['nothing', undefined, null],
])('of another library: %s', async (_, params, schema) => {
  expect(await schemaOf(params)).toEqual(schema);
});

// A manifest is anybody's: only its size was checked.
test.each<[JsonSchema | null, unknown]>([
  [null, undefined],
  [{}, []],
  [{ properties: 'none' }, []],
  [{ properties: { p: null } }, [{ name: 'p', type: 'any', default: null, description: '' }]],
  [
    { properties: { p: { enum: 3, anyOf: {}, items: [], type: 5, minimum: '1', description: {} } } },
    [{ name: 'p', type: 'any', default: null, description: '' }],
  ],
])('%j', (schema, parameters) => {
  expect(parametersOf(schema)).toEqual(parameters);
});
