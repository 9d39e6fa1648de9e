import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRegistry } from '../../src/host/registry.js';
import { generateFeatures } from '../../src/index.js';
import { featuresPage } from '../../src/report/features.js';
import { recipeReport } from '../../src/report/features-of.js';
import type { FeatureExplanation } from '../../src/pipeline/result.js';
import { HOSTILE } from './hostile.js';
import { expectWhole, measured } from './pages.js';

const feature = (name: string, more: Partial<FeatureExplanation> = {}): FeatureExplanation => ({
  name,
  transformer: 'statistical.log',
  type: 'double',
  sources: [name],
  explain: `The logarithm of ${name}.`,
  fitted: null,
  sql: '',
  kept: true,
  ...more,
});

describe('the page of features', () => {
  it('puts those first that go most with the target', async () => {
    const statistics = await measured('SELECT i AS y, (i * 7919) % 13 AS weak, -i AS strong FROM range(100) t(i)', { target: 'y' });
    const page = await featuresPage({
      title: 'Features',
      features: [feature('weak'), feature('strong'), feature('gone', { kept: false, reason: 'constant' })],
      statistics,
    });
    const all = expectWhole(page);
    expect(all.filter(({ tag }) => tag === 'article')).toHaveLength(2);
    expect(page.indexOf('The logarithm of strong.')).toBeLessThan(page.indexOf('The logarithm of weak.'));
    expect(page).toContain('2 features, 1 dropped; measured on 100 rows.');
    for (const text of ['constant', 'Relation to the target y', 'Pearson’s r', '-1']) expect(page).toContain(text);
  });

  it('explains alone without a table', async () => {
    const page = await featuresPage({ title: 'Features', features: [feature('a')] });
    expect(expectWhole(page).some(({ tag }) => tag === 'svg')).toBe(false);
    expect(page).toContain('The logarithm of a.');
  });

  it('shows hostile names as text', async () => {
    const page = await featuresPage({
      title: HOSTILE.join(' '),
      features: HOSTILE.map((name) => feature(name, { explain: name, transformer: name })),
    });
    expectWhole(page);
  });

  it('bounds what it shows, and says so', async () => {
    const page = await featuresPage({ title: 'Many', features: Array.from({ length: 1_200 }, (_, k) => feature(`f${k}`)) });
    expectWhole(page);
    expect(page).toContain('200 more features are left out.');
  });
});

describe('of a recipe', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'mdm-report-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('makes the features from a table and measures them', async () => {
    const registry = await openRegistry();
    const recipe = join(folder, 'p.recipe.json');
    const { features } = await generateFeatures({ registry, source: 'examples/penguins.csv', target: 'species', recipe });
    const kept = features.filter((one) => one.dropped === undefined);
    const page = await recipeReport({ recipe, data: 'examples/penguins.csv', registry: () => Promise.resolve(registry) });
    const all = expectWhole(page);
    expect(all.filter(({ tag }) => tag === 'article')).toHaveLength(Math.min(100, kept.length));
    for (const { name } of kept.slice(0, 50)) expect(page).toContain(name);
    expect(page).toContain('Relation to the target species');
    const alone = await recipeReport({ recipe, registry: () => Promise.reject(new Error('not needed')) });
    expectWhole(alone);
    expect(alone).toContain('--data FILE');
  });

  it('refuses what is no recipe', async () => {
    writeFileSync(join(folder, 'x.json'), '{}');
    await expect(recipeReport({ recipe: join(folder, 'x.json'), registry: () => openRegistry() })).rejects.toMatchObject({
      code: 'recipe',
    });
  });
});
