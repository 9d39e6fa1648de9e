import { API_VERSION } from '../../dist/host/api.js';
import { ENTRY } from '../../dist/host/manifest.js';
import { LIMITS, NAME, OUTPUT, ROLES, SEMANTICS } from '../../dist/host/provided.js';
import { code, generated, page, table } from './markdown.js';

const text = (maxLength, more) => ({ type: 'string', minLength: 1, maxLength, ...more });
const name = text(LIMITS.name, { pattern: NAME.source });

const provided = {
  name: { description: 'Name of the transformer; the namespace and a point come in front.', ...name },
  summary: { description: 'What it makes, in one sentence without its full stop.', ...text(LIMITS.text) },
  version: {
    description: 'Of the maths: a bump says that values change, so recipes fitted before are refused.',
    type: 'integer',
    minimum: 1,
  },
  kind: {
    description: '`expr` makes expressions only: its recipes run without its code. `batch` runs JavaScript on the data.',
    enum: ['expr', 'batch'],
  },
  semantic: {
    description: 'What a column must mean to be read.',
    type: 'array',
    items: { enum: [...SEMANTICS] },
    minItems: 1,
    maxItems: SEMANTICS.length,
  },
  arity: { description: '`each`: called once per matching column. `all`: once with all of them.', enum: ['each', 'all'] },
  onByDefault: { description: 'False: runs only when it is asked for.', type: 'boolean', default: true },
  needs: {
    description: 'Roles that must be set, such as `time`. Only a transformer that lists `target` can read the target.',
    type: 'array',
    items: { enum: [...ROLES] },
    maxItems: ROLES.length,
  },
  outputs: {
    description: 'Names of the features, without the part of the column; `{x}` stands for a part that comes from data or parameters.',
    type: 'array',
    items: text(LIMITS.name, { pattern: OUTPUT.source }),
    minItems: 1,
    maxItems: LIMITS.outputs,
  },
  params: {
    description: 'The parameters as JSON Schema (draft 2020-12); null when their schema cannot say it.',
    type: ['object', 'null'],
  },
  reason: { description: 'Of a batch transformer, and only of one: why it cannot be an expression.', ...text(LIMITS.text) },
};
const optional = ['onByDefault', 'reason'];

/** The field "mdm" of a plugin's package.json, from the bounds that the host reads it with. */
export const manifestJsonSchema = () => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:mdm:plugin-manifest:1',
  title: 'The field "mdm" of the package.json of a plugin',
  type: 'object',
  properties: {
    api: {
      description: `Range of the plugin contract it was written for, as npm writes ranges; this MDM has ${API_VERSION}.`,
      ...text(LIMITS.api),
    },
    transformers: {
      description: 'The module that exports the plugin by default, inside the package.',
      ...text(LIMITS.text, { pattern: ENTRY.source }),
    },
    generator: {
      description:
        'The module that exports a generator by default, inside the package: whole tables in, whole tables out. MDM runs those of its own packages alone. With it, `transformers` and `provides` may both be left out.',
      ...text(LIMITS.text, { pattern: ENTRY.source }),
    },
    namespace: {
      description: "What comes before the names. Default: the package's name without its scope, `mdm-` and `feature-`.",
      ...name,
    },
    provides: {
      description: 'The transformers. `mdm plugins docs` writes them from the code; a plugin whose code says something else is refused.',
      type: 'array',
      maxItems: LIMITS.provides,
      items: {
        type: 'object',
        properties: provided,
        required: Object.keys(provided).filter((field) => !optional.includes(field)),
        if: { properties: { kind: { const: 'batch' } } },
        then: { required: ['reason'] },
        else: { properties: { reason: false } },
      },
    },
  },
  required: ['api'],
  anyOf: [{ required: ['transformers', 'provides'] }, { required: ['generator'] }],
  dependentRequired: { transformers: ['provides'], provides: ['transformers'] },
});

function typeOf(schema) {
  if (schema.enum) return schema.enum.map((value) => code(value)).join(', ');
  if (schema.type !== 'array') return [schema.type].flat().join(' or ');
  return schema.items.type === 'object' ? 'list of objects' : `list of ${schema.items.enum ? typeOf(schema.items) : 'string'}`;
}

const fields = ({ properties, required }) =>
  table(
    ['field', 'type', 'meaning'],
    Object.entries(properties).map(([field, schema]) => [
      `${code(field)}${required.includes(field) ? '' : ' (optional)'}`,
      typeOf(schema),
      schema.description,
    ]),
  );

/** A package.json with one transformer of a plugin. */
const exampleOf = ({ package: name, api, entry, provides }) => ({
  name,
  mdm: { api, transformers: entry, provides: provides.filter((provided) => provided.params?.properties?.unit).slice(0, 1) },
});

/** What a package.json says of a plugin. */
export const manifestPage = (schema, plugin) =>
  page(
    '# The plugin manifest',
    generated,
    `A package is a plugin when its package.json has a field \`mdm\`. It says enough to list, document and match the transformers without running any code. The same as a JSON Schema: [schema/plugin-manifest-1.json](../../schema/plugin-manifest-1.json). The [guide](../guide/plugins/index.md) says how plugins are made.`,
    '## `mdm`',
    fields(schema),
    '## `mdm.provides[]`',
    fields(schema.properties.provides.items),
    'Written by `mdm plugins docs`, never by hand. Fields that are not listed here are left alone.',
    '## Example',
    `\`\`\`json\n${JSON.stringify(exampleOf(plugin), null, 2)}\n\`\`\``,
  );
