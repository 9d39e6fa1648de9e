import type { Json } from '@mdm/sdk';

/** A JSON Schema (draft 2020-12). */
export type JsonSchema = Readonly<Record<string, Json>>;

/** One parameter, as a person reads it. */
export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly default: unknown;
  readonly description: string;
}

type Convert = (options: { readonly target: string }) => unknown;

/**
 * What a parameters' schema accepts, as JSON Schema; null when it cannot say so. zod is imported here and nowhere on the way to a list
 * of transformers; schemas of other libraries are asked through the Standard JSON Schema interface.
 */
export async function schemaOf(params: unknown): Promise<JsonSchema | null> {
  try {
    const made = isZod(params) ? await fromZod(params) : fromStandard(params);
    const schema = JSON.parse(JSON.stringify(made)) as unknown;
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return null;
    return Object.fromEntries(Object.entries(tidied(schema) as JsonSchema).filter(([key]) => key !== '$schema'));
  } catch {
    return null; // The schema has no words for it; the plugin still works.
  }
}

const isZod = (params: unknown): boolean => typeof params === 'object' && params !== null && '_zod' in params;

async function fromZod(params: unknown): Promise<unknown> {
  const { z } = await import('zod');
  return z.toJSONSchema(params as Parameters<typeof z.toJSONSchema>[0] & { _zod: never }, { io: 'input', unrepresentable: 'any' });
}

function fromStandard(params: unknown): unknown {
  const standard = (params as { '~standard'?: { jsonSchema?: { input?: Convert } } })['~standard'];
  return standard?.jsonSchema?.input?.({ target: 'draft-2020-12' });
}

/** Without the bounds of safe integers, which every whole number has and which say nothing. */
function tidied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidied);
  if (typeof value !== 'object' || value === null) return value;
  const silent = (key: string, v: unknown) =>
    (key === 'minimum' && v === Number.MIN_SAFE_INTEGER) || (key === 'maximum' && v === Number.MAX_SAFE_INTEGER);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, v]) => !silent(key, v))
      .map(([key, v]) => [key, tidied(v)]),
  );
}

/** The parameters that a schema describes; undefined when there is none. The schema may be anybody's. */
export function parametersOf(schema: JsonSchema | null): readonly Parameter[] | undefined {
  if (schema === null) return undefined;
  return Object.entries(object(schema['properties'])).map(([name, value]) => {
    const property = object(value);
    const description = property['description'];
    return {
      name,
      type: typeOf(property),
      default: property['default'] ?? null,
      description: typeof description === 'string' ? description : '',
    };
  });
}

const object = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};

function typeOf(schema: Readonly<Record<string, unknown>>): string {
  const { enum: values, const: only, anyOf, items, type } = schema;
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(' | ');
  if (only !== undefined) return JSON.stringify(only);
  if (Array.isArray(anyOf)) return anyOf.map((one) => typeOf(object(one))).join(' | ');
  if (type === 'array') return `list of ${items === undefined ? 'any' : typeOf(object(items))}`;
  const name = Array.isArray(type) ? type.join(' | ') : typeof type === 'string' ? type : 'any';
  return `${name}${range(schema)}`;
}

function range(schema: Readonly<Record<string, unknown>>): string {
  const bound = (inclusive: string, exclusive: string, sign: '<' | '>') => {
    if (typeof schema[inclusive] === 'number') return `${sign}= ${schema[inclusive]}`;
    return typeof schema[exclusive] === 'number' ? `${sign} ${schema[exclusive]}` : '';
  };
  const bounds = [bound('minimum', 'exclusiveMinimum', '>'), bound('maximum', 'exclusiveMaximum', '<')].filter(Boolean);
  return bounds.length > 0 ? ` ${bounds.join(' and ')}` : '';
}
