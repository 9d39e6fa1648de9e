import { bundledPlugins } from '../../dist/host/bundled.js';
import { readPlugin } from '../../dist/host/discover.js';
import { transformerReference } from '../../dist/host/reference.js';
import { code, generated, page } from './markdown.js';

/** Every transformer that comes with MDM, from the manifests; no plugin is imported. */
export async function transformersPage() {
  const plugins = await Promise.all(
    (await bundledPlugins()).map(async ({ root, on }) => {
      const { package: name, namespace, provides } = await readPlugin(root);
      const how = on ? 'on from the start' : `switch it on with ${code(`mdm plugins install ${namespace}`)}`;
      return page(
        `## ${namespace}`,
        `Package ${code(name)}, ${how}; its [README](../../plugins/${namespace}/README.md) says more.`,
        ...provides.map((provided) => transformerReference(namespace, provided)),
      );
    }),
  );
  return page(
    '# Transformers',
    generated,
    'What comes with MDM. `mdm features list` shows the same, with the plugins that are installed besides. Set a parameter with `--set text.tfidf.terms=50`. The full name of a feature is the column, two underscores and the name below; `{x}` stands for a part that comes from data or parameters.',
    ...plugins.map((part) => part.trimEnd()),
  );
}
