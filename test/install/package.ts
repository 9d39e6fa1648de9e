import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

interface Fixture {
  readonly name: string;
  readonly version?: string;
  /** Transformers: `double` is an expression, `third` a batch transformer. */
  readonly provides?: readonly ('double' | 'third')[];
  /** Over what package.json says otherwise. */
  readonly mdm?: object;
  readonly pjson?: object;
  readonly files?: Readonly<Record<string, string>>;
  /** Imported, and used for the value of `third`. */
  readonly dependency?: string;
}

const entries = {
  double: { kind: 'expr', outputs: ['double'], onByDefault: true },
  third: { kind: 'batch', outputs: ['third'], onByDefault: true, reason: 'To be a test.' },
} as const;

const code = (provides: readonly ('double' | 'third')[], namespace: string, dependency: string | undefined): string => `
import { defineBatchTransformer, defineTransformer, fn, number } from '@mdm/sdk';
import { z } from 'zod';
${dependency ? `import part from '${dependency}';` : 'const part = 3;'}
const meta = (name) => ({ name, version: 1, summary: 'About ' + name, appliesTo: { semantic: ['numeric'], arity: 'each' }, outputs: [name], params: z.strictObject({}) });
const all = {
  double: () => defineTransformer({ meta: meta('double'), transform: ({ on: [c] }) => [{ name: 'double', expr: fn.multiply(number(c), 2), explain: 'Twice.' }] }),
  third: () => defineBatchTransformer({
    meta: meta('third'),
    reason: 'To be a test.',
    outputs: () => [{ name: 'third', type: 'double', explain: 'A third.' }],
    run: (batch, { on: [c] }, arrow) => ({ third: arrow.vectorFromArray([...batch.getChild(c.name)].map((x) => (x === null ? null : Number(x) / part)), new arrow.Float64()) }),
  }),
};
export default { namespace: '${namespace}', transformers: ${JSON.stringify(provides)}.map((name) => all[name]()) };
`;

/** Where packages are written, until the test ends. */
export function bench() {
  const folder = mkdtempSync(join(tmpdir(), 'mdm-packages-'));
  let many = 0;
  return {
    folder,
    /** Writes the folder of a plugin. */
    plugin({ name, version = '1.0.0', provides = ['double'], mdm, pjson, files = {}, dependency }: Fixture): string {
      const namespace = name.replace(/^@[^/]*\//, '').replace(/^(mdm-)?(feature-)?/, '');
      const empty = {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        properties: {},
        additionalProperties: false,
      };
      const list = provides.map((p) => ({
        name: p,
        summary: `About ${p}`,
        version: 1,
        semantic: ['numeric'],
        arity: 'each',
        needs: [],
        params: empty,
        ...entries[p],
      }));
      return write(join(folder, String(many++), 'package'), {
        'package.json': JSON.stringify({
          name,
          version,
          type: 'module',
          license: 'MIT',
          mdm: { api: '^1', transformers: './index.js', provides: list, ...mdm },
          peerDependencies: { '@mdm/sdk': '*', zod: '^4' },
          ...(dependency ? { dependencies: { [dependency]: '^1.0.0' } } : {}),
          ...pjson,
        }),
        'index.js': code(provides, namespace, dependency),
        ...files,
      });
    },
    /** Writes the folder of any package. */
    package: (
      name: string,
      version: string,
      more: object = {},
      files: Readonly<Record<string, string>> = { 'index.js': 'export default 3;' },
    ): string =>
      write(join(folder, String(many++), 'package'), {
        'package.json': JSON.stringify({ name, version, type: 'module', license: 'MIT', ...more }),
        ...files,
      }),
    path: (name: string) => join(folder, name),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

function write(root: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

interface TarEntry {
  readonly path: string;
  readonly text?: string;
  /** `1` a hard link, `2` a symbolic link. */
  readonly type?: '0' | '1' | '2';
  readonly to?: string;
}

/** A gzipped tar with just these entries, however bad. */
export function tarball(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap(({ path, text = '', type = '0', to = '' }) => {
    const body = Buffer.from(type === '0' ? text : '');
    const head = Buffer.alloc(512);
    const put = (value: string, at: number, size: number) => head.write(value.slice(0, size), at, 'utf8');
    put(path, 0, 100);
    put('0000644\0', 100, 8);
    put('0000000\0', 108, 8);
    put('0000000\0', 116, 8);
    put(`${body.length.toString(8).padStart(11, '0')}\0`, 124, 12);
    put('00000000000\0', 136, 12);
    put('        ', 148, 8);
    put(type, 156, 1);
    put(to, 157, 100);
    put('ustar\0' + '00', 257, 8);
    const sum = head.reduce((a, b) => a + b, 0);
    put(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 8);
    return [head, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}
