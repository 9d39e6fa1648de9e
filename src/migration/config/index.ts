import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { parseDocument } from '#yaml';
import { oldSide } from '../../components/legacy.js';
import { edited, YAML_OPTIONS, type Syntax } from '../../config/edit.js';
import { findFile } from '../../config/find.js';
import type { Environment } from '../../config/home.js';
import { keyOfVariable } from '../../config/keys.js';
import { withLock } from '../../config/lock.js';
import { MdmError } from '../../errors.js';
import { applied } from './apply.js';
import { valueAt } from './leaves.js';
import { planOf, type Step } from './plan.js';
import type { ConfigMigration, MigratedKey, MigratedVariable } from './report.js';
import { replaceKeeping } from './write.js';

export { countKeys, type ConfigMigration, type MigratedKey, type MigratedVariable } from './report.js';

export interface ConfigMigrationOptions {
  /** The home whose configuration file is written. */
  readonly home: string;
  /** Configuration file instead of the home's. */
  readonly file?: string;
  /** A configuration file or another home to take values from; default: mdm.yaml and config.yml of the home itself. */
  readonly from?: string;
  /** Says what would be done, and does nothing. */
  readonly dryRun?: boolean;
  /** Default: the environment of the process. */
  readonly env?: Environment;
}

interface Source {
  readonly path: string;
  readonly text: string;
  readonly earlier: boolean;
  /** Its home, when that is another one. */
  readonly away?: string;
}

/**
 * Brings a configuration of MDM 1.0.6 into the form of now: every value gets the name of its key, what means nothing goes, and what YAML
 * 1.1 read in another way is written out. Comments and order stay; the file before is kept beside it. Values that the home has already
 * hold against those of other files. What is wrong changes nothing, and is in the report. Done twice it changes nothing.
 */
export async function migrateConfig(options: ConfigMigrationOptions): Promise<ConfigMigration> {
  const { home, file, from, dryRun = false } = options;
  const to = file === undefined ? ((await findFile(home, undefined))?.path ?? join(home, 'mdm.yaml')) : resolve(file);
  const migrate = async (): Promise<ConfigMigration> => {
    const present = existsSync(to) ? await findFile(home, to) : undefined;
    const sources = await sourcesOf(home, to, from);
    const result = await moved(to, present?.content, sources);
    const { text, keys } = result;
    const changes = text !== (present?.content ?? '');
    const written = changes && !dryRun && !keys.some(({ what }) => what === 'wrong');
    const backup = written ? await replaceKeeping(to, text) : null;
    const read = [...(present ? [to] : []), ...sources.map(({ path }) => path)];
    return { from: read, to, changes, written, backup, keys, variables: await variablesOf(options.env ?? process.env) };
  };
  return dryRun || !existsSync(dirname(to)) ? migrate() : withLock(to, migrate);
}

/** The files beside the home's own one that values come from. */
async function sourcesOf(home: string, to: string, from: string | undefined): Promise<readonly Source[]> {
  const place = resolve(from ?? home);
  const facts = await stat(place).catch(() => undefined);
  if (from !== undefined && !facts) throw new MdmError('not-found', `There is no file or folder ${place}.`, 'Check --from.');
  const files = facts?.isFile() ? [place] : ['mdm.yaml', 'config.yml'].map((name) => join(place, name)).filter((path) => existsSync(path));
  const other = from !== undefined && (facts?.isFile() ? dirname(place) : place) !== resolve(home);
  return Promise.all(
    files
      .filter((path) => path !== to)
      .map(async (path) => ({
        path,
        text: (await findFile(dirname(path), path))!.content,
        earlier: basename(path) === 'config.yml',
        ...(other ? { away: dirname(path) } : {}),
      })),
  );
}

interface Moved {
  readonly text: string;
  readonly keys: readonly MigratedKey[];
}

async function moved(to: string, present: string | undefined, sources: readonly Source[]): Promise<Moved> {
  const [first, ...others] = present === undefined ? sources : [{ path: to, text: present, earlier: false }, ...sources];
  if (!first) return { text: '', keys: [] };
  let result = await normal(first);
  for (const source of others) result = added(result, (await normal(source)).steps, syntaxOf(to));
  return { text: result.text, keys: result.steps.map(({ parts: _, value: __, ...key }) => key) };
}

interface Normal {
  readonly text: string;
  readonly steps: readonly Step[];
}

const syntaxOf = (path: string): Syntax => (path.toLowerCase().endsWith('.json') ? 'json' : 'yaml');

/** A file in the form of now. */
async function normal({ path, text, earlier, away }: Source): Promise<Normal> {
  const bom = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const steps = planOf(path, text, { old: await oldSide('config'), earlier, ...(away === undefined ? {} : { away }) });
  const after = applied(text.slice(bom.length), steps, syntaxOf(path));
  return { text: bom + after.text, steps: steps.map((step) => (after.refused.has(step) ? stuck(step) : step)) };
}

/** The text of a config.yml of earlier releases, in the form of now. */
export const currentForm = async (path: string, text: string): Promise<string> => (await normal({ path, text, earlier: true })).text;

const stuck = (step: Step): Step => ({
  ...step,
  what: 'wrong',
  after: null,
  why: 'it cannot be changed by itself: a section above it has a value of its own, or it comes from elsewhere in the file',
});

/** Values of another file that the text has not. */
function added({ text, steps }: Normal, more: readonly Step[], syntax: Syntax): Normal {
  let now = text;
  const taken = more.map((step): Step => {
    const { what, key, value } = step;
    if (what === 'dropped' || what === 'wrong' || key === null) return key === null ? { ...step, what: 'dropped', after: null } : step;
    const place = key.split('.');
    const held = valueAt(parseDocument(now, YAML_OPTIONS).toJS() as unknown, place);
    if (held !== undefined && held !== null)
      return { ...step, what: 'dropped', after: null, why: `the home has a value for ${key}, which holds` };
    const next = value === null ? undefined : edited(now, place, value, syntax);
    if (next === undefined) return stuck(step);
    now = next;
    return { ...step, what: 'added' };
  });
  return { text: now, steps: [...steps, ...taken] };
}

/** Variables that have an effect now and had none, or another one. */
async function variablesOf(env: Environment): Promise<readonly MigratedVariable[]> {
  const old = await oldSide('config');
  return Object.keys(env)
    .sort()
    .flatMap((variable): MigratedVariable[] => {
      const key = env[variable] === undefined ? undefined : keyOfVariable(variable);
      if (key === undefined || !old.keys.includes(key) || old.keyOfVariable(variable) === key) return [];
      return [{ variable, key, why: 'MDM 1.0.6 dropped it, and now it holds' }];
    });
}
