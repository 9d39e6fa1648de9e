import { readdir, readFile } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ZodError } from 'zod';
import { MdmError, nearest } from '../errors.js';
import type { Profile } from './profile-schema.js';

const FOLDER = fileURLToPath(new URL('../../profiles/', import.meta.url));
const NEXT = 'A profile is {"transformers": [{"use", "on", "params"}], "rename", "exactly", "types", ...}: see schema/profile-1.json.';

export interface BuiltInProfile {
  readonly name: string;
  readonly summary: string;
  readonly extends?: string;
  readonly counterpart?: string;
}

/** The profiles that come with MDM. */
export async function builtInProfiles(): Promise<readonly BuiltInProfile[]> {
  return Promise.all(
    (await builtInNames()).map(async (name) => {
      const told = await parsed(join(FOLDER, `${name}.json`), name);
      const { summary = '', counterpart } = merged(await chain(told, name, FOLDER, []));
      return { name, summary, ...(told.extends === undefined ? {} : { extends: told.extends }), ...(counterpart ? { counterpart } : {}) };
    }),
  );
}

const builtInNames = async (): Promise<readonly string[]> =>
  (await readdir(FOLDER))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -5))
    .sort();

/** Reads a profile by its built-in name or its path, with what it extends. What it does not know it refuses: a misspelled key would be without effect. */
export async function readProfile(nameOrPath: string): Promise<Profile> {
  if (nameOrPath.trim() === '')
    throw new MdmError(
      'usage',
      'The profile has no name.',
      `Built-in profiles: ${(await builtInNames()).join(', ')}; others are given by path.`,
    );
  const { path, label } = await placeOf(nameOrPath, '.');
  return merged(await chain(await parsed(path, label), label, dirname(path), [resolve(path)]));
}

/** A word without a dot or a slash may be a built-in name; anything else is a path. */
async function placeOf(nameOrPath: string, folder: string): Promise<{ path: string; label: string }> {
  const names = await builtInNames();
  if (names.includes(nameOrPath)) return { path: join(FOLDER, `${nameOrPath}.json`), label: nameOrPath };
  const path = resolve(folder, nameOrPath);
  const there = await readFile(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
  );
  if (there) return { path, label: folder === '.' ? nameOrPath : path };
  const word = extname(nameOrPath) === '' && !/[\\/]/.test(nameOrPath);
  const near = nearest(nameOrPath.replace(/\.json$/i, ''), names);
  const guess = near === undefined ? '' : `Did you mean ${near}? `;
  throw new MdmError(
    'not-found',
    `There is no profile ${nameOrPath}${word ? ': neither a built-in one nor a file' : ''}.`,
    `${guess}Built-in profiles: ${names.join(', ')}; others are given by path.`,
  );
}

type Told = Profile & { readonly extends?: string };

async function parsed(path: string, label: string): Promise<Told> {
  let data: unknown;
  try {
    data = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw readError(error as NodeJS.ErrnoException, label);
    throw new MdmError('configuration', `The profile ${label} is not JSON: ${error.message}.`, NEXT, error);
  }
  const { profileSchema } = await import('./profile-schema.js');
  const read = profileSchema.safeParse(data);
  if (!read.success) throw new MdmError('configuration', `The profile ${label} is wrong${firstIssue(read.error)}.`, NEXT);
  const { $schema: _, ...told } = read.data;
  return told;
}

function readError(error: NodeJS.ErrnoException, label: string): unknown {
  if (error.code === 'EACCES') return new MdmError('permission', `The profile ${label} may not be read.`, 'Check its permissions.', error);
  if (error.code === 'EISDIR') return new MdmError('configuration', `The profile ${label} is a folder.`, 'Name a JSON file.', error);
  return error;
}

/** The profile and those it extends, the most general first. */
async function chain(told: Told, label: string, folder: string, seen: readonly string[]): Promise<readonly Told[]> {
  if (told.extends === undefined) return [told];
  const base = await placeOf(told.extends, folder);
  const at = resolve(base.path);
  if (seen.includes(at)) throw new MdmError('configuration', `The profile ${label} extends itself by way of ${told.extends}.`, NEXT);
  return [...(await chain(await parsed(base.path, base.label), base.label, dirname(base.path), [...seen, at])), told];
}

/** Keys go over those of what is extended; parts and parameters one by one, transformers by their names. */
function merged(chain: readonly Told[]): Profile {
  return chain.reduce<Profile>((base, { extends: _, ...own }) => {
    const uses = [...(base.transformers ?? [])];
    for (const use of own.transformers ?? []) {
      const at = uses.findIndex((one) => one.use === use.use);
      if (at < 0) uses.push(use);
      else uses[at] = { ...uses[at]!, ...use, ...(use.params ? { params: { ...uses[at]!.params, ...use.params } } : {}) };
    }
    return {
      ...base,
      ...own,
      ...(uses.length > 0 || own.transformers ? { transformers: uses } : {}),
      ...over('rename', base, own),
      ...over('types', base, own),
      ...over('reading', base, own),
      ...over('typing', base, own),
      ...over('signal', base, own),
    };
  }, {});
}

const over = <K extends 'rename' | 'types' | 'reading' | 'typing' | 'signal'>(
  key: K,
  base: Profile,
  own: Profile,
): Pick<Profile, K> | object => (base[key] && own[key] ? { [key]: { ...base[key], ...own[key] } } : {});

function firstIssue(error: ZodError): string {
  // A key that there is not says more than one that is missing.
  const issue = error.issues.find(({ code }) => code === 'unrecognized_keys') ?? error.issues[0];
  if (!issue) return '';
  const where = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  const at = where ? ` at ${where.replace(/^\./, '')}` : '';
  if (issue.code !== 'unrecognized_keys') return `${at}: ${issueText(issue.message)}`;
  const key = issue.keys[0] ?? '';
  const near = nearest(key, KEYS);
  return `${at}: it has no key "${key}"${near ? ` (did you mean "${near}"?)` : ''}`;
}

/** `Invalid input: expected string, received undefined` -> it is missing. */
const issueText = (message: string): string =>
  /received undefined$/.test(message) ? 'it is missing' : message.replace(/^Invalid \w+: /, '');

const KEYS = (
  'transformers rename exactly types use on params roles extends counterpart summary names order keep fit batchSize reading typing signal ' +
  'tables encoding delimiter missing decimals storage dates ids categories rows trainRows rule sample seed'
).split(' ');
