import { FUNCTIONS } from '@mdm/sdk';
import { z } from 'zod';
import { profileSchema } from '../../dist/pipeline/profile-schema.js';
import { recipeSchema } from '../../dist/pipeline/recipe.js';

const ID = 'urn:mdm:recipe:1';
const TYPES = ['boolean', 'uint8', 'uint16', 'int32', 'int64', 'double', 'text', 'timestamp', 'texts', 'numbers'];

const text = { type: 'string' };
const type = { $ref: '#/$defs/Type' };
const node = { $ref: '#/$defs/Expression' };
const nodes = { type: 'array', items: node };
const count = { type: 'integer', minimum: 0 };
const end = { enum: [0, 1], description: '0: the present row is in the frame; 1: it ends one row earlier.' };

const object = (properties, description) => ({
  ...(description === undefined ? {} : { description }),
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const tagged = (kind, properties, description) => object({ kind: { const: kind }, ...properties, type }, description);

/** The kinds of nodes (see src/sdk/expr.ts), which zod does not check: checkExpr does. */
const KINDS = {
  ColumnNode: tagged('column', { name: text }, 'An input column.'),
  ConstantNode: tagged('constant', { value: { type: ['null', 'boolean', 'number', 'string'] } }, 'A literal; null is a missing value.'),
  CallNode: tagged('call', { fn: { enum: Object.keys(FUNCTIONS) }, args: nodes }, 'A function, see docs/reference/functions.md.'),
  CastNode: tagged('cast', { arg: node }, 'The same value as another type; missing where it does not fit.'),
  CaseNode: tagged(
    'case',
    { when: { type: 'array', items: { type: 'array', prefixItems: [node, node], minItems: 2, items: false } }, otherwise: node },
    'The value of the first branch whose condition is true, else `otherwise`.',
  ),
  LookupNode: tagged(
    'lookup',
    { table: text, keys: nodes, column: text },
    'A column of a fitted table, found by its keys; missing without such keys.',
  ),
  RankNode: tagged('rank', { table: text, arg: node }, 'The percentile rank of a number among the training values.'),
  WindowNode: tagged(
    'window',
    {
      fn: { enum: ['lag', 'mean', 'std', 'min', 'max', 'sum', 'count'] },
      arg: node,
      partition: nodes,
      order: node,
      frame: { $ref: '#/$defs/Frame' },
    },
    'An aggregate over earlier rows of the same group, in time order.',
  ),
  OutputNode: tagged('output', { stage: text, column: text }, 'A column that a batch transformer makes.'),
};

const DEFINITIONS = {
  Type: { description: 'The type of a value.', enum: TYPES },
  Expression: { description: 'A tagged node.', anyOf: Object.keys(KINDS).map((kind) => ({ $ref: `#/$defs/${kind}` })) },
  ...KINDS,
  Frame: {
    description: 'Which earlier rows a window reads.',
    anyOf: [
      object({ kind: { const: 'rows' }, before: count, end }, 'The `before` rows before the present one.'),
      object(
        { kind: { const: 'seconds' }, before: { type: 'number', minimum: 0 } },
        'Rows of the last `before` seconds, before the present instant.',
      ),
      object({ kind: { const: 'expanding' }, end }, 'All earlier rows.'),
    ],
  },
  Json: { description: 'Any JSON value.' },
};

/** What zod cannot say, or says at length. */
function override({ jsonSchema }) {
  if (jsonSchema.enum && String(jsonSchema.enum) === String(TYPES)) {
    delete jsonSchema.enum;
    jsonSchema.$ref = type.$ref;
  }
  if (jsonSchema.type === 'integer') {
    // The bounds of safe integers say nothing.
    delete jsonSchema.minimum;
    delete jsonSchema.maximum;
  }
  if (jsonSchema.description === 'The expression that makes it.') jsonSchema.$ref = node.$ref;
  if (jsonSchema.const !== undefined || jsonSchema.$ref !== undefined) delete jsonSchema.type;
}

/** The JSON Schema of recipes. */
export function recipeJsonSchema() {
  const { $schema, $defs, ...made } = z.toJSONSchema(recipeSchema, { unrepresentable: 'any', override });
  const named = JSON.parse(JSON.stringify(made).replaceAll('#/$defs/__schema0', '#/$defs/Json'));
  if (Object.keys($defs ?? {}).join() !== '__schema0') throw new Error(`unexpected definitions: ${Object.keys($defs ?? {}).join(', ')}`);
  return {
    $schema,
    $id: ID,
    title: 'MDM recipe',
    description:
      'What `mdm features generate` learned from the training rows: everything needed to make the same features of another table.',
    ...named,
    $defs: DEFINITIONS,
  };
}

/** The JSON schema of profile files. */
export function profileJsonSchema() {
  const { $schema, ...schema } = z.toJSONSchema(profileSchema, {
    override: ({ jsonSchema }) => void (jsonSchema.maximum === Number.MAX_SAFE_INTEGER && delete jsonSchema.maximum),
  });
  return { $schema, $id: 'urn:mdm:profile:1', title: 'MDM profile', ...schema };
}
