import { appliesFrom, KEY_NAMES, keyOf, variableOf } from '../../dist/config/keys.js';
import { NAMES_WITHOUT_EFFECT } from '../../dist/config/keys/without-effect.js';
import { expected } from '../../dist/config/value.js';
import { code, generated, page, table } from './markdown.js';

const section = (path) => path.split('.', 1)[0];
const shown = (value) => (value === null ? 'none' : code(typeof value === 'string' && value !== '' ? value : JSON.stringify(value)));
const applies = { registration: 'the next registration', 'next command': 'the next command' };

/** Every key, its variable and its other names. */
export function configurationPage() {
  const sections = [...new Set(KEY_NAMES.map(section))];
  const others = KEY_NAMES.flatMap((key) => {
    const { aliases = [], variables = [] } = keyOf(key);
    return [...aliases, ...variables].map((other) => [code(other), code(key)]);
  });
  return page(
    '# Configuration',
    generated,
    'Keys of `mdm.yaml`, and the variables of the environment that win over them. [The guide](../guide/configuration.md) says how they are read. "From" says when a new value holds: for the next command (in a program after `reloadConfig()`), or for datasets that are registered from then on; a dataset that is there keeps what it was made with. A [JSON Schema](../../schema/mdm-config-1.json) of the file is `@mdm/cli/schema/mdm-config-1.json`.',
    ...sections.flatMap((name) => [
      `## ${name}`,
      table(
        ['key', 'value', 'default', 'from', 'meaning'],
        KEY_NAMES.filter((key) => section(key) === name).map((key) => {
          const { rule, default: standard, summary, fixed } = keyOf(key);
          const may = fixed === undefined ? expected(rule) : `the default only: ${fixed}`;
          return [code(key), may, shown(standard), applies[appliesFrom(key)], summary];
        }),
      ),
    ]),
    '## Variables',
    'The variable of a key is `MDM_` and the key in capitals, with underscores for dots; two underscores may part the levels.',
    table(
      ['variable', 'key'],
      KEY_NAMES.map((key) => [code(variableOf(key)), code(key)]),
    ),
    '## Other names',
    'They are read as the key is, where the key itself is not given.',
    table(['name', 'key'], others),
    '## Without effect',
    'Documents of MDM 1 name these too. They are read, with a warning, and do nothing.',
    table(
      ['name', 'instead'],
      NAMES_WITHOUT_EFFECT.map(([name, why]) => [code(name), why]),
    ),
  );
}

const VARIABLE = { type: 'string', pattern: String.raw`\$\{\w+(:[^}]*)?\}` };
const bounds = ({ min, max }) => ({ ...(min === undefined ? {} : { minimum: min }), ...(max === undefined ? {} : { maximum: max }) });

function typeOf(rule) {
  switch (rule.kind) {
    case 'boolean':
      return [{ type: 'boolean' }, { enum: [0, 1, 'yes', 'no', 'on', 'off'] }];
    case 'integer':
    case 'number':
      return [{ type: rule.kind, ...bounds(rule) }];
    case 'choice':
      return [{ enum: [...rule.words, ...Object.keys(rule.synonyms ?? {})] }];
    case 'list':
      return [{ type: 'array', items: { type: 'string' } }];
    case 'integers':
      return [
        { type: 'array', items: { type: 'integer', ...bounds(rule) }, minItems: 1 },
        { type: 'integer', ...bounds(rule) },
      ];
    case 'levels':
      return [{ type: 'object', additionalProperties: { enum: [...rule.words] } }];
    case 'size':
      return [{ type: 'string', pattern: String.raw`^\s*\d+(\.\d+)?\s*([KMGTkmgt]i?)?[Bb]\s*$` }];
    // Digits without quotes are text there.
    case 'secret':
    case 'text':
      return [{ type: ['string', 'number'] }];
    case 'path':
      return [{ type: ['string', 'number'], minLength: 1 }];
    default:
      throw new Error(`no schema for ${rule.kind}`);
  }
}

/** The JSON Schema of mdm.yaml. */
export function configJsonSchema() {
  const root = {};
  const put = (path, schema) => {
    const parts = path.split('.');
    let at = root;
    for (const part of parts.slice(0, -1)) {
      at[part] ??= { type: ['object', 'null'], properties: {}, additionalProperties: false };
      at[part].properties ??= {};
      at = at[part].properties;
    }
    at[parts.at(-1)] ??= schema;
  };
  for (const key of KEY_NAMES) {
    const { rule, default: standard, summary } = keyOf(key);
    const any = { anyOf: [...typeOf(rule), VARIABLE, { type: 'null' }] };
    put(key, { description: summary, ...(standard === null ? {} : { default: standard }), ...any });
  }
  for (const key of KEY_NAMES)
    for (const alias of keyOf(key).aliases ?? [])
      put(alias, {
        description: `Another name of ${key}.`,
        deprecated: true,
        anyOf: [...typeOf(keyOf(key).rule), VARIABLE, { type: 'null' }],
      });
  for (const [name, why] of NAMES_WITHOUT_EFFECT) put(name, { description: `Has no effect: ${why}.`, deprecated: true });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:mdm:config:1',
    title: 'MDM configuration',
    description: 'The file mdm.yaml in the home of MDM. What is not given has its default.',
    type: ['object', 'null'],
    properties: root,
    additionalProperties: false,
  };
}

/** `mdm.yaml.default`: every key with its default, and what it means. */
export function defaultFile() {
  const root = new Map();
  for (const key of KEY_NAMES) {
    const parts = key.split('.');
    let at = root;
    for (const part of parts.slice(0, -1)) at = at.set(part, at.get(part) ?? new Map()).get(part);
    at.set(parts.at(-1), keyOf(key));
  }
  const lines = (map, indent) =>
    [...map].flatMap(([name, held]) =>
      held instanceof Map
        ? [`${indent}${name}:`, ...lines(held, `${indent}  `)]
        : [`${indent}# ${held.summary}`, `${indent}${name}: ${yamlOf(held.default)}`],
    );
  return page(
    '# Every key of the configuration with its default: a file like this one changes nothing.\n# Copy what is to be different into mdm.yaml of the home.',
    ...[...root].map((entry) => lines(new Map([entry]), '').join('\n')),
  );
}

function yamlOf(value) {
  if (Array.isArray(value)) return `[${value.map(yamlOf).join(', ')}]`;
  if (typeof value === 'string')
    return /^[A-Za-z/][\w./-]*$/.test(value) && !/^(null|true|false|yes|no|on|off)$/i.test(value) ? value : JSON.stringify(value);
  return JSON.stringify(value);
}
