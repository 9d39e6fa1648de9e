import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One transformer as package.json and as code describe it. */
export const provided = (name: string, more: object = {}) => ({
  name,
  summary: `About ${name}`,
  version: 1,
  kind: 'expr',
  semantic: ['numeric'],
  arity: 'each',
  onByDefault: true,
  needs: [],
  outputs: ['made'],
  params: null,
  ...more,
});

/** Source of a transformer; parameters are a schema without zod, as another library's would be. */
export const transformer = (name: string, meta = '') => `{
  kind: 'expr',
  meta: { name: '${name}', version: 1, summary: 'About ${name}', appliesTo: { semantic: ['numeric'], arity: 'each' },
    outputs: ['made'],
    params: { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } }, ${meta} },
  transform: () => [],
}`;

export const plugin = (namespace: string, ...transformers: string[]) =>
  `export default { namespace: '${namespace}', transformers: [${transformers.join(',')}] };`;

export interface Packages {
  readonly folder: string;
  /** Writes a package and returns its root. */
  add(name: string, mdm: unknown, code?: string): string;
  remove(): void;
}

/** A temporary folder of packages, laid out as npm does. */
export function packages(): Packages {
  const folder = mkdtempSync(join(tmpdir(), 'mdm-host-'));
  return {
    folder,
    add(name, mdm, code = 'throw new Error("must not be imported");') {
      const root = join(folder, 'node_modules', name);
      mkdirSync(root, { recursive: true });
      writeFileSync(
        join(root, 'package.json'),
        JSON.stringify({ name, version: '1.2.3', type: 'module', oclif: {}, ...(mdm === undefined ? {} : { mdm }) }),
      );
      writeFileSync(join(root, 'index.mjs'), code);
      return root;
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

export const manifest = (provides: object[], more: object = {}) => ({ api: '^1', transformers: './index.mjs', provides, ...more });
