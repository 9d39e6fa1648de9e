import type { Transformer } from '@mdm/sdk';
import { describe } from '../../host/manifest.js';
import { readProvided } from '../../host/provided.js';
import { schemaOf } from '../../host/params.js';
import { canonical, isPlain } from '../calls.js';
import { LAW, said, show, type Law } from '../law.js';

const MUST: Readonly<Record<string, string>> = {
  name: 'meta.name must be lower-case words joined by dashes, such as "month-end"',
  summary: 'meta.summary must be a text of one line',
  version: 'meta.version must be a whole number from 1 on; it goes up when values change',
  kind: 'kind must be "expr" or "batch"; use defineTransformer or defineBatchTransformer',
  semantic: 'meta.appliesTo.semantic must be a list of column kinds',
  arity: 'meta.appliesTo.arity must be "each" or "all"',
  needs: 'meta.appliesTo.needs must be a list of roles',
  outputs: 'meta.outputs must list the names it gives features, such as "month_sin" or "lag_{rows}"',
  reason: 'a batch transformer must say in "reason" why it is not an expression',
};

/** What can be told without data. */
export const metaLaws = (transformer: Transformer): readonly Law[] => [
  {
    name: 'the facts about it are well-formed',
    about: 'Name, version of the maths, summary, kinds of columns and names of outputs are what a manifest can say.',
    after: [],
    check: async () => {
      const wrong = readProvided(JSON.parse(JSON.stringify(await describe(transformer))));
      if (typeof wrong === 'string') throw new Error(`${MUST[wrong] ?? `its ${wrong} cannot be used`}.`);
      if (/^\s|\s$|[\r\n]/.test(wrong.summary))
        throw new Error(`meta.summary is ${show(wrong.summary)}; it must be one line, without space around it.`);
      const open = wrong.outputs.find((output) => /^(\{[a-z]+\})*$/.test(output));
      if (open !== undefined) throw new Error(`meta.outputs has ${show(open)}, which fits every name; a part of it must be fixed.`);
    },
  },
  {
    name: LAW.params,
    about: 'Every parameter has a default.',
    after: [],
    check: async () => void (await defaults(transformer)),
  },
  {
    name: 'parameters are strict and JSON',
    about: 'A parameter that there is not is refused, and the defaults are plain JSON that the schema reads back.',
    after: [LAW.params],
    check: async () => {
      const known = await defaults(transformer);
      const read = (given: unknown) => validate(transformer.meta, given);
      const odd = await read({ 'there is no such parameter': 1 });
      if (!odd.issues) throw new Error('a parameter that there is not is accepted, so a slip of the pen goes unseen; use z.strictObject.');
      const problem = notJson(known, 'the defaults');
      if (problem) throw new Error(`${problem}; parameters are stored in recipes as JSON.`);
      const back = await read(JSON.parse(JSON.stringify(known)));
      if (back.issues) throw new Error(`its own defaults ${show(known)} are refused: ${back.issues[0]?.message}.`);
      if (canonical(back.value) !== canonical(known)) throw new Error(`its own defaults ${show(known)} are read as ${show(back.value)}.`);
      if ((await schemaOf(transformer.meta.params)) === null)
        throw new Error('the schema cannot be written as JSON Schema, which the manifest needs; use a zod schema of plain values.');
    },
  },
];

async function defaults({ meta }: Transformer): Promise<unknown> {
  const read = await validate(meta, {});
  if (!read.issues) return read.value;
  const [issue] = read.issues;
  const path = (issue?.path ?? []).map((step) => (typeof step === 'object' ? String(step.key) : String(step))).join('.');
  throw new Error(`{} is refused${path && `, at ${show(path)}`}: ${issue?.message}. Every parameter needs a default.`);
}

async function validate(
  { params }: Transformer['meta'],
  given: unknown,
): Promise<Awaited<ReturnType<Transformer['meta']['params']['~standard']['validate']>>> {
  try {
    return await params['~standard'].validate(given);
  } catch (error) {
    throw new Error(`the schema throws on ${show(given)}: ${said(error)}`, { cause: error });
  }
}

/** What of a value JSON would lose or change; undefined when nothing. */
export function notJson(value: unknown, path: string): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${path} is ${value}`;
  const parts = Array.isArray(value) ? value.map((v: unknown, i) => [`[${i}]`, v] as const) : undefined;
  if (!parts && !isPlain(value)) {
    const kind = typeof value === 'object' ? `a ${value.constructor?.name ?? 'special object'}` : typeof value;
    return `${path} is ${kind === 'undefined' ? kind : kind.startsWith('a ') ? kind : `a ${kind}`}`;
  }
  for (const [key, part] of parts ?? Object.entries(value as object).map(([k, v]) => [`.${k}`, v as unknown] as const)) {
    const problem = notJson(part, `${path}${key}`);
    if (problem) return problem;
  }
  return undefined;
}
