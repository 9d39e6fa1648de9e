import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Writes a package; values that are no text are written as JSON. */
export function write(root: string, files: Readonly<Record<string, unknown>>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}

const provided = (name: string, kind: string) => ({
  name,
  summary: `About ${name}`,
  version: 1,
  kind,
  semantic: [kind === 'expr' ? 'numeric' : 'text'],
  arity: 'each',
  onByDefault: true,
  needs: [],
  outputs: [name],
  params: {},
  ...(kind === 'batch' ? { reason: 'It is a test.' } : {}),
});

export const manifest = (...names: readonly (readonly [name: string, kind?: 'expr' | 'batch'])[]) => ({
  name: 'mdm-feature-geo',
  version: '1.2.3',
  type: 'module',
  mdm: { api: '^1', transformers: './index.js', provides: names.map(([name, kind = 'expr']) => provided(name, kind)) },
});

/** A transformer's module. `transform` is the body of its function, `above` comes before it. */
export const expr = (name: string, { transform = '', above = '', type = '' } = {}) => `
import { defineTransformer, fn, number } from '@mdm/sdk';
import { z } from 'zod';
${above}
export const ${name} = defineTransformer({
  meta: { name: '${name}', version: 1, summary: 'About ${name}', appliesTo: { semantic: ['numeric'], arity: 'each' },
    outputs: ['${name}'], params: z.strictObject({ by: z.number().default(2) }) },
  transform({ on: [c], params }${type}) {
    ${transform}
    return [{ name: '${name}', expr: fn.multiply(number(c), params.by), explain: \`\${c.name} times \${params.by}.\` }];
  },
});
`;

export const batch = (name: string, run: string) => `
import { defineBatchTransformer } from '@mdm/sdk';
import { z } from 'zod';
export const ${name} = defineBatchTransformer({
  meta: { name: '${name}', version: 1, summary: 'About ${name}', appliesTo: { semantic: ['text'], arity: 'each' },
    outputs: ['${name}'], params: z.strictObject({}) },
  reason: 'It is a test.',
  outputs: ({ on: [c] }) => [{ name: '${name}', type: 'int32', explain: \`Letters of \${c.name}.\` }],
  run(batch, { on: [c] }, arrow) {
    const made = Array.from(batch.getChild(c.name), (text) => text?.length ?? null);
    ${run}
    return { ${name}: arrow.vectorFromArray(made, new arrow.Int32()) };
  },
});
`;

export const index = (...names: readonly string[]) => `
${names.map((n) => `import { ${n} } from './src/${n}.js';`).join('\n')}
export default { namespace: 'geo', transformers: [${names.join(', ')}] };
`;

/** A test file with one case, of 2 times 3. */
export const testOf = (name: string, { from = `../src/${name}.js`, wanted = 6, more = '', above = '' } = {}) => `
import { checkTransformer } from '@mdm/sdk/testing';
import { ${name} } from '${from}';
${above}
checkTransformer(${name}, {
  cases: [{ name: 'three', columns: { x: 'numeric' }, rows: [{ x: 3 }], expect: { x__${name}: [${wanted}] } }],
  ${more}
});
`;
