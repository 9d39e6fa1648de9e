import { readFile } from 'node:fs/promises';
import type { ZodError } from 'zod';
import { MdmError, nearest } from '../../errors.js';
import type { Profile } from '../../index.js';

const NEXT = 'A profile is {"transformers": [{"use", "on", "params"}], "rename", "exactly", "types"}.';

/** Reads a profile; refuses what it does not know, so that a misspelled key is not silently without effect. */
export async function readProfile(path: string): Promise<Profile> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new MdmError('not-found', `There is no profile ${path}.`, 'Check the path.', error);
  });
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new MdmError('configuration', `The profile ${path} is not JSON: ${(error as Error).message}.`, NEXT, error);
  }
  const { z } = await import('zod');
  const semantic = z.enum(['numeric', 'categorical', 'datetime', 'text', 'boolean', 'id', 'constant']);
  const use = z.strictObject({
    use: z.string().min(1),
    on: z.array(z.string()).optional(),
    params: z.record(z.string(), z.json()).optional(),
  });
  const schema = z.strictObject({
    transformers: z.array(use).optional(),
    rename: z.record(z.string(), z.string().min(1)).optional(),
    exactly: z.boolean().optional(),
    types: z.record(z.string(), semantic).optional(),
  });
  const read = schema.safeParse(data);
  if (read.success) return read.data;
  throw new MdmError('configuration', `The profile ${path} is wrong${firstIssue(read.error)}.`, NEXT);
}

function firstIssue(error: ZodError): string {
  const issue = error.issues[0];
  if (!issue) return '';
  const where = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  const at = where ? ` at ${where.replace(/^\./, '')}` : '';
  if (issue.code !== 'unrecognized_keys') return `${at}: ${issue.message}`;
  const key = issue.keys[0] ?? '';
  const near = nearest(key, ['transformers', 'rename', 'exactly', 'types', 'use', 'on', 'params']);
  return `${at}: it has no key "${key}"${near ? `, did you mean "${near}"?` : ''}`;
}
