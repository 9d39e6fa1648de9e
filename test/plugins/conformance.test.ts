import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import categorical from '@mdm/feature-categorical';
import mdm1 from '@mdm/feature-mdm1';
import statistical from '@mdm/feature-statistical';
import temporal from '@mdm/feature-temporal';
import text from '@mdm/feature-text';
import { describe as provided } from '../../src/host/manifest.js';

const root = join(import.meta.dirname, '../..');
const plugins = [temporal, statistical, categorical, text, mdm1];

test('these are the plugins that come with MDM', () => {
  const { mdm } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const generators = ['@mdm/feature-legacy'];
  const all = [...plugins.map((p) => `@mdm/feature-${p.namespace}`), ...generators];
  expect(all.sort()).toEqual([...mdm.plugins.on, ...mdm.plugins.available].sort());
});

describe.each(plugins.map((plugin) => [plugin.namespace, plugin] as const))('%s', (namespace, { transformers }) => {
  const folder = join(root, 'plugins', namespace);
  const [byHand = ''] = readFileSync(join(folder, 'README.md'), 'utf8').split('<!-- mdm:reference -->');
  const readme = byHand.split('\n');
  const pjson = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

  test('its package.json says what it provides', async () => {
    expect(pjson.name).toBe(`@mdm/feature-${namespace}`);
    expect(pjson.mdm.provides).toEqual(await Promise.all(transformers.map(provided)));
  });

  test('its README has no row of a transformer that is not there', () => {
    const named = readme.flatMap((line) => /^\| `([a-z-]+\.)?([a-z-]+)` \|/.exec(line)?.[2] ?? []);
    expect(named.sort()).toEqual(transformers.map((t) => t.meta.name).sort());
  });

  describe.each(transformers.map((t) => [t.meta.name, t] as const))('%s', (name, transformer) => {
    const { meta } = transformer;
    const row = readme.find((line) => line.startsWith(`| \`${namespace}.${name}\` |`) || line.startsWith(`| \`${name}\` |`));
    const schema = z.toJSONSchema(meta.params, { io: 'input' });
    const params = Object.entries(schema.properties ?? {});

    test('has a name, a summary and a source of its name', () => {
      expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      expect(meta.summary).toMatch(/^[A-Z].{10,}[^.]$/);
      expect(meta.version).toBeGreaterThanOrEqual(1);
      expect(existsSync(join(folder, 'src', `${name}.ts`))).toBe(true);
      if (transformer.kind === 'batch') expect(transformer.reason).toMatch(/^[A-Z].{20,}\.$/);
    });

    test('says what each parameter is, and has a default for it', () => {
      const undescribed = params.flatMap(([key, value]) =>
        typeof value === 'object' && (value.description ?? '').length > 8 ? [] : [key],
      );
      expect(undescribed).toEqual([]);
      expect(Object.keys(meta.params.parse({}) as object).sort()).toEqual(params.map(([key]) => key).sort());
      expect(schema.additionalProperties).toBe(false);
    });

    test('has a row in the README that names its parameters', () => {
      expect(row).toBeDefined();
      for (const [key] of params) expect(row).toMatch(new RegExp(`(\`${key}\`|\`[^\`]*\\b${key}\\b[^\`]*\`)`));
    });

    test('is checked by the kit in a test of its name', () => {
      const tests = readFileSync(join(folder, 'test', `${name}.test.ts`), 'utf8');
      expect(tests).toMatch(/checkTransformer\(\w+, \{/);
      expect(tests).toMatch(new RegExp(`from '\\.\\./src/(${name}|index)\\.js'`));
    });
  });
});
