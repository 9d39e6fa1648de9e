import { stat } from 'node:fs/promises';
import type { Semantic } from '@mdm/sdk';
import type { Config } from '../../config/config.js';
import type { RegisterOptions } from '../../datasets/registration/context.js';
import type { Workspace } from '../../datasets/workspace.js';
import { MdmError } from '../../errors.js';

/** Flags that say how a command runs, not what is registered. */
const AGAIN: ReadonlySet<string> = new Set([
  'resume',
  'force',
  'types',
  'json',
  'memory-limit',
  'config',
  'verbose',
  'debug',
  'color',
  'no-color',
]);

export interface RegisterFlags {
  readonly target?: string | undefined;
  readonly 'id-columns'?: readonly string[] | undefined;
  readonly 'problem-type'?: string | undefined;
  readonly 'time-column'?: string | undefined;
  readonly 'group-column'?: string | undefined;
  readonly 'stratify-column'?: string | undefined;
  readonly 'ignore-columns'?: readonly string[] | undefined;
  readonly types?: Readonly<Record<string, Semantic>> | undefined;
  readonly description?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly source?: string | undefined;
  readonly 'no-auto': boolean;
  readonly train?: string | undefined;
  readonly test?: string | undefined;
  readonly validation?: string | undefined;
  readonly submission?: string | undefined;
  readonly sheet?: string | undefined;
  readonly force: boolean;
  readonly 'no-features': boolean;
  readonly 'skip-analysis': boolean;
  readonly 'dry-run': boolean;
  readonly resume: boolean;
}

/** The options of a registration, as they were typed. */
export async function registerOptions(path: string | undefined, flags: RegisterFlags): Promise<RegisterOptions> {
  if (flags.resume) return goOn(path, flags);
  const found = {
    ...(await sourceOf(path, flags)),
    target: flags.target,
    idColumns: flags['id-columns'],
    problemType: await problemTypeOf(flags['problem-type']),
    timeColumn: flags['time-column'],
    groupColumn: flags['group-column'],
    stratifyColumn: flags['stratify-column'],
    ignoreColumns: flags['ignore-columns'],
    types: flags.types,
    description: flags.description,
    tags: flags.tags,
    source: flags.source,
    sheet: flags.sheet,
    auto: flags['no-auto'] ? false : undefined,
    force: flags.force ? true : undefined,
    features: flags['no-features'] ? false : undefined,
    analysis: flags['skip-analysis'] ? false : undefined,
    dryRun: flags['dry-run'] ? true : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** Everything was said when the registration was begun. */
function goOn(path: string | undefined, flags: RegisterFlags): RegisterOptions {
  const more = Object.entries(flags).find(([flag, value]) => !AGAIN.has(flag) && value !== undefined && value !== false)?.[0];
  const other = path === undefined ? `--${more}` : `the path ${path}`;
  if (path !== undefined || more !== undefined)
    throw new MdmError(
      'usage',
      `Both --resume and ${other} are given.`,
      'Leave it out: --resume goes on with what was given when the registration was begun.',
    );
  return {};
}

async function sourceOf(path: string | undefined, flags: RegisterFlags): Promise<Pick<RegisterOptions, 'path' | 'files'>> {
  const { train, test, validation, submission } = flags;
  const other = Object.entries({ test, validation, submission }).find(([, file]) => file !== undefined)?.[0];
  if (train === undefined) {
    if (other !== undefined) throw new MdmError('usage', `--${other} needs --train FILE.`, 'Or name a folder that holds both.');
    if (flags['no-auto'] && path === undefined)
      throw new MdmError('usage', '--no-auto needs the files by name.', 'Such as: --no-auto --train train.csv --test test.csv');
    if (flags['no-auto'] && path !== undefined && (await isFolder(path)))
      throw new MdmError(
        'usage',
        `Both --no-auto and the folder ${path} are given, whose files would have to be found.`,
        'Name the files: --no-auto --train train.csv --test test.csv',
      );
    return { path: path ?? './' };
  }
  if (path !== undefined) throw new MdmError('usage', `Both the path ${path} and --train ${train} are given.`, 'Give one of them.');
  return {
    files: {
      train,
      ...(test === undefined ? {} : { test }),
      ...(validation === undefined ? {} : { validation }),
      ...(submission === undefined ? {} : { submission }),
    },
  };
}

async function problemTypeOf(given: string | undefined): Promise<RegisterOptions['problemType']> {
  if (given === undefined) return undefined;
  if (given.trim().toLowerCase() === 'classification') return 'classification';
  const { problemTypeNamed } = await import('../../datasets/update.js');
  return problemTypeNamed(given);
}

/** A workspace whose engine may use less memory. */
export function withMemory(workspace: Workspace, limit: string | undefined): Workspace {
  if (limit === undefined) return workspace;
  const { config } = workspace;
  const get = ((key: Parameters<Config['get']>[0]) => (key === 'performance.memory_limit' ? limit : config.get(key))) as Config['get'];
  return { ...workspace, config: { ...config, get } };
}

/** A workspace that writes no log file and counts nothing: records go to stderr, with `debug` all of them. */
export async function withoutLog(config: Config, rest: Pick<Workspace, 'registry' | 'signal'>, debug: boolean): Promise<Workspace> {
  const [{ createBackends }, { openLogger }] = await Promise.all([
    import('../../components/backend/index.js'),
    import('../../log/open.js'),
  ]);
  const path = ((key: Parameters<Config['path']>[0]) => (key === 'logging.file' ? undefined : config.path(key))) as Config['path'];
  const log = openLogger({ ...config, path }, { debug });
  const get = ((key: Parameters<Config['get']>[0]) => (key === 'monitoring.enabled' ? false : config.get(key))) as Config['get'];
  return { config, log, backends: createBackends({ ...config, get }, log), ...rest };
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
