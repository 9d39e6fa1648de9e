import { train } from '@mdm/cli/testing';
import categorical from '@mdm/feature-categorical';
import mdm1 from '@mdm/feature-mdm1';
import statistical from '@mdm/feature-statistical';
import temporal from '@mdm/feature-temporal';
import text from '@mdm/feature-text';
import type { Json, Transformer } from '@mdm/sdk';
import { isDeclared } from '../../src/host/provided.js';
import { parametersOf, schemaOf } from '../../src/host/params.js';

/** Rows that give every transformer something to make: skewed numbers with gaps, times, words, categories and a target of three classes. */
const rows = Array.from({ length: 60 }, (_, i) => ({
  y: ['a', 'b', 'c'][i % 3]!,
  at: new Date(Date.UTC(2024, 0, 1 + i * 5, i % 24)).toISOString().slice(0, 19),
  until: i === 11 ? null : new Date(Date.UTC(2024, 0, 3 + i * 6)).toISOString().slice(0, 19),
  x: i === 7 ? null : i === 9 ? 5000 : 1 + i + (i * i) / 10,
  z: (i * 37) % 60,
  kind: `k${[0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12][i % 14]}`,
  says: i % 9 === 0 ? 'Good news! Read https://x.example and mail a@b.example, 3 times.' : `A bad day ${i % 4}. The cat sat on the mat.`,
}));
const columns = {
  y: 'categorical',
  at: 'datetime',
  until: 'datetime',
  x: 'numeric',
  z: 'numeric',
  kind: 'categorical',
  says: 'text',
} as const;
const table = { columns, rows, roles: { target: 'y', time: 'at' } } as const;

/** Parameters that the schema cannot suggest. */
const more: Readonly<Record<string, readonly Readonly<Record<string, Json>>[]>> = {
  'temporal.holiday': [{ country: 'DE' }],
  'temporal.rolling': [{ intervals: ['90d'] }],
  'categorical.hash': [{ above: 0 }],
  'statistical.bins': [{ counts: [4, 5] }],
  'statistical.missing': [{ always: true }],
  'statistical.pairs': [{ min: 0 }],
  'mdm1.pairs': [{ min: 0 }],
};

/** The defaults, and each parameter at each of the values that its schema lists. */
async function variants(id: string, { meta }: Transformer): Promise<readonly Readonly<Record<string, Json>>[]> {
  const schema = await schemaOf(meta.params);
  const properties = (schema?.['properties'] ?? {}) as Record<string, { enum?: Json[]; type?: string }>;
  const each = (parametersOf(schema) ?? []).flatMap(({ name }) => {
    const { enum: values, type } = properties[name]!;
    return (values ?? (type === 'boolean' ? [true, false] : [])).map((value) => ({ [name]: value }));
  });
  return [{}, ...each, ...(more[id] ?? [])];
}

const every = [temporal, statistical, categorical, text, mdm1].flatMap(({ namespace, transformers }) =>
  transformers.map((transformer) => [`${namespace}.${transformer.meta.name}`, namespace, transformer] as const),
);

test.each(every)('%s makes the features that it lists, and no other', async (id, namespace, transformer) => {
  const made = new Set<string>();
  // Two classes and a number in the place of three classes: the names of what is said of the target change.
  const tables = transformer.meta.appliesTo.needs?.includes('target')
    ? [
        table,
        ...[(i: number) => 'ab'[i % 2]!, (i: number) => i].map((y, k) => ({
          ...table,
          columns: { ...columns, y: k ? ('numeric' as const) : columns.y },
          rows: rows.map((row, i) => ({ ...row, y: y(i) })),
        })),
      ]
    : [table];
  for (const one of tables)
    for (const params of await variants(id, transformer)) {
      const trained = await train(namespace, transformer, { ...one, params });
      for (const { name } of trained.made.features) made.add(name);
      await trained.close();
    }
  const names = [...made].map((name) => name.slice(name.lastIndexOf('__') + 2));
  const { outputs } = transformer.meta;
  expect(names.filter((name) => !isDeclared(name, outputs))).toEqual([]);
  expect(outputs.filter((output) => !names.some((name) => isDeclared(name, [output])))).toEqual([]);
});
