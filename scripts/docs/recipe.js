import { code, generated, page, table } from './markdown.js';

const last = (ref) => ref.slice(ref.lastIndexOf('/') + 1);

function typeOf(schema) {
  if (schema.prefixItems) return `pair of ${schema.prefixItems.map(typeOf).join(' and ')}`;
  if (schema.enum?.length > 20) return 'a [function](functions.md)';
  if (schema.$ref) return last(schema.$ref) === 'Json' ? 'any' : last(schema.$ref);
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum) return schema.enum.map((value) => code(value)).join(', ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return [...new Set(choices.map(typeOf))].join(' or ');
  if (schema.type === 'array')
    return schema.items?.type === 'object' ? 'list of objects' : `list of ${schema.items ? typeOf(schema.items) : 'any'}`;
  return Array.isArray(schema.type) ? schema.type.join(' or ') : schema.type;
}

/** The objects in a schema, by path. */
function objects(schema, path) {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.flatMap((choice) => objects(choice, path));
  if (schema.type === 'array' && schema.items) return objects(schema.items, `${path}[]`);
  if (schema.type !== 'object' || !schema.properties) return [];
  const inner = Object.entries(schema.properties).flatMap(([name, part]) => objects(part, path ? `${path}.${name}` : name));
  return [{ path, schema }, ...inner];
}

function fields({ properties, required = [] }) {
  const parts = Object.entries(properties);
  const described = parts.some(([, part]) => part.description);
  return table(
    ['field', 'type', ...(described ? ['meaning'] : [])],
    parts.map(([name, part]) => [
      `${code(name)}${required.includes(name) ? '' : ' (optional)'}`,
      typeOf(part),
      ...(described ? [part.description ?? ''] : []),
    ]),
  );
}

const definition = ([name, schema]) =>
  page(
    `### ${name}`,
    schema.description,
    schema.properties
      ? fields(schema)
      : `One of: ${(schema.anyOf ?? schema.enum ?? []).map((one) => (typeof one === 'string' ? code(one) : one.properties ? code(one.properties.kind.const) : typeOf(one))).join(', ')}.`,
    ...(schema.anyOf ?? []).filter((one) => one.properties).map((one) => `${one.description}\n\n${fields(one)}`),
  ).trimEnd();

/** The recipe's format, from its JSON Schema. */
export const recipePage = (schema) =>
  page(
    '# The recipe file',
    generated,
    `${schema.description} The same as a JSON Schema: [schema/recipe-1.json](../../schema/recipe-1.json), whose id ${code(schema.$id)} every recipe names as its ${code('$schema')}. The [guide](../guide/recipes.md) says how recipes are used.`,
    ...objects(schema, '').map(({ path, schema: part }) =>
      page(`## ${path ? code(path) : 'Top'}`, part.description, fields(part)).trimEnd(),
    ),
    '## Expressions',
    ...Object.entries(schema.$defs)
      .filter(([name]) => name !== 'Json')
      .map(definition),
  );
