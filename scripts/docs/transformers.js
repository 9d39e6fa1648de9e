import { parametersOf } from '../../dist/commands/output/transformers.js';
import { openRegistry } from '../../dist/index.js';
import { code, generated, page, table } from './markdown.js';

const reads = ({ semantic, arity }) =>
  `${arity === 'all' ? 'all columns together that are' : 'each column that is'} ${semantic.join(', ')}`;

async function section(info, transformer) {
  const parameters = await parametersOf(transformer);
  const facts = [
    ['Reads', reads(info)],
    ...(transformer.meta.appliesTo.needs ?? []).map((role) => ['Needs', code(`--${role}`)]),
    ['Default', info.onByDefault ? 'on' : `off; ${code(`--with ${info.id}`)}`],
    ...(info.kind === 'batch' ? [['Batch', `runs in worker threads: ${transformer.reason}`]] : []),
    ['Version of the maths', info.version],
  ];
  return page(
    `### ${info.id}`,
    `${info.summary}.`,
    facts.map(([name, value]) => `- ${name}: ${value}`).join('\n'),
    parameters?.length
      ? table(
          ['parameter', 'type', 'default', 'meaning'],
          parameters.map((p) => [code(p.name), p.type, code(JSON.stringify(p.default)), p.description]),
        )
      : 'No parameters.',
  ).trimEnd();
}

/** Every transformer that comes with MDM, from its meta and its parameters' schema. */
export async function transformersPage() {
  const registry = await openRegistry();
  const loaded = await registry.load();
  const plugins = await Promise.all(
    [...Map.groupBy(registry.list(), (info) => info.package)].map(async ([name, infos]) => {
      const namespace = infos[0].id.split('.')[0];
      const sections = await Promise.all(infos.map((info) => section(info, loaded.get(info.id))));
      return page(
        `## ${namespace}`,
        `Package ${code(name)}; its [README](../../plugins/${namespace}/README.md) has the names of the features.`,
        ...sections,
      );
    }),
  );
  return page(
    '# Transformers',
    generated,
    'What comes with MDM. `mdm features list` shows the same, with the plugins that are installed besides. Set a parameter with `--set text.tfidf.terms=50`.',
    ...plugins.map((part) => part.trimEnd()),
  );
}
