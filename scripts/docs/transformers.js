import { transformerReference } from '../../dist/host/reference.js';
import { code, generated, page } from './markdown.js';

/** Every transformer that comes with MDM, as the manifests say. */
export function transformersPage(plugins) {
  const parts = plugins.map(({ plugin: { package: name, namespace, provides }, on }) =>
    page(
      `## ${namespace}`,
      `Package ${code(name)}, ${on ? 'on from the start' : `switched on by ${code(`mdm plugins install ${namespace}`)}`}; its [README](../../plugins/${namespace}/README.md) says more.`,
      ...provides.map((provided) => transformerReference(namespace, provided)),
    ),
  );
  return page(
    '# Transformers',
    generated,
    'What comes with MDM. `mdm features list` shows the same, with the plugins that are installed besides. Set a parameter with `--set text.tfidf.terms=50`. The full name of a feature is the column, two underscores and the name below; `{x}` stands for a part that comes from data or parameters.',
    ...parts.map((part) => part.trimEnd()),
  );
}
