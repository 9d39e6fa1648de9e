import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineBatchTransformer, defineTransformer } from '@mdm/sdk';
import { z } from 'zod';
import { lawsOf } from '../../src/testing/index.js';
import { root } from './blocks.js';

test('the guide lists every law and what it means, and no other', () => {
  const meta = {
    name: 'none',
    version: 1,
    summary: 'Nothing',
    appliesTo: { semantic: ['numeric'], arity: 'each' },
    outputs: ['none'],
    params: z.strictObject({}),
  } as const;
  const laws = [
    ...lawsOf(defineTransformer({ meta, transform: () => [] })),
    ...lawsOf(defineBatchTransformer({ meta, reason: 'None.', outputs: () => [], run: () => ({}) })),
  ];
  const page = readFileSync(join(root, 'docs/guide/plugins/test.md'), 'utf8');
  const rows = [...page.matchAll(/^\| (?!law \||---)(.+) \| (.+) \|$/gm)].map((m) => [m[1]!, m[2]!] as const);
  expect(new Map(rows)).toEqual(new Map(laws.map(({ name, about }) => [name, about])));
});
