import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { MdmError, type ErrorCode } from '../errors.js';
import { bundledPlugins, ownRoot } from '../host/bundled.js';
import { readPlugin } from '../host/discover.js';
import { dataDir } from '../host/store.js';
import { readProfile } from '../pipeline/profiles.js';
import { noLimits, runCommand, type Limits, type Ran } from './child.js';

/** Options that mean the same for a generator and for a profile. */
export interface SideOptions {
  readonly target?: string;
  /** `price=numeric` */
  readonly types?: readonly string[];
  /**
   * On which rows features are fitted: each chunk of rows (default), each table, or, by profiles, the training table alone, which no
   * generator does.
   */
  readonly fit?: 'chunk' | 'table' | 'train';
  /** Rows of a chunk; default 10,000. */
  readonly batchSize?: number;
  /** The database whose column types tables take on. */
  readonly storage?: 'sqlite' | 'duckdb';
  readonly memoryLimit?: string;
  readonly threads?: number;
}

/** A table of features that a side made. */
export interface SideTable {
  readonly name: string;
  readonly rows: number;
  readonly file: string;
}

export interface Made {
  readonly tables: readonly SideTable[];
  readonly notes: readonly string[];
  /** What it took, as it says itself: without the start of its process. */
  readonly seconds: number;
}

/** A way to features: a generator, a profile, or the pipeline as it is by itself. */
export interface Side {
  /** As it was named. */
  readonly name: string;
  readonly kind: 'generator' | 'profile' | 'default';
}

/** The side that a name means: `default`, a generator (`legacy`), or a profile by name or path (`mdm1`). */
export async function sideNamed(name: string): Promise<Side> {
  if (name === 'default') return { name, kind: 'default' };
  const generators = await generatorNames();
  if (generators.includes(name)) return { name, kind: 'generator' };
  try {
    await readProfile(name);
  } catch (error) {
    if (!(error instanceof MdmError) || error.code !== 'not-found') throw error;
    throw new MdmError(
      'not-found',
      `${name} is no generator and no profile.`,
      `Generators: ${generators.join(', ')}. ${error.next ?? ''}`,
      error,
    );
  }
  return { name, kind: 'profile' };
}

async function generatorNames(): Promise<string[]> {
  const bundled = await bundledPlugins();
  const manifests = await Promise.all(bundled.map(({ root }) => readPlugin(root, bundled)));
  return manifests.flatMap(({ generator, namespace }) => (generator === undefined ? [] : [namespace]));
}

const allRows = 1_000_000_000;

function argumentsOf({ name, kind }: Side, options: SideOptions): string[] {
  const { fit = 'chunk', batchSize = 10_000 } = options;
  const fits: Readonly<Record<Side['kind'], readonly string[]>> = {
    generator: ['--batch-size', String(fit === 'chunk' ? batchSize : allRows)],
    profile: ['--fit', fit, ...(fit === 'chunk' ? ['--batch-size', String(batchSize)] : [])],
    default: [],
  };
  return [
    ...(kind === 'generator' ? ['--generator', name] : ['--no-recipe']),
    ...(kind === 'profile' ? ['--profile', /[\\/.]/.test(name) ? resolve(name) : name] : []),
    ...(options.target === undefined ? [] : ['--target', options.target]),
    ...(options.types ?? []).flatMap((type) => ['--type', type]),
    ...fits[kind],
    ...(kind !== 'default' && options.storage !== undefined ? ['--storage', options.storage] : []),
    ...(options.memoryLimit === undefined ? [] : ['--memory-limit', options.memoryLimit]),
    ...(options.threads === undefined ? [] : ['--threads', String(options.threads)]),
  ];
}

/**
 * Runs a side in a process of its own, within limits. All that it writes goes below `folder`: its tables, its temporary files, and what it
 * would keep in the home.
 */
export async function makeFeatures(
  side: Side,
  source: string,
  options: SideOptions,
  folder: string,
  limits: Limits = noLimits,
): Promise<Ran<Made>> {
  const out = join(folder, 'tables');
  const temp = join(folder, 'temp');
  for (const path of [out, temp]) await mkdir(path, { recursive: true });
  const args = ['features', 'generate', '-o', `${out}/`, '--json', ...argumentsOf(side, options), '--', resolve(source)];
  return runCommand<Made>(
    {
      command: [process.execPath, join(ownRoot, 'bin/run.js'), ...args],
      env: {
        TMPDIR: temp,
        MDM_DATA_DIR: dataDir(),
        MDM_HOME_DIR: join(folder, 'home'),
        MDM_REFACTORING_USE_NEW_FEATURES: 'true',
        MDM_REFACTORING_ENABLE_COMPARISON_TESTS: 'false',
        NO_COLOR: '1',
        NODE_OPTIONS: '',
      },
      parse: (text) => madeOf(side, JSON.parse(text) as Printed),
      failure: (text) => failureOf(text),
    },
    undefined,
    limits,
  );
}

interface Printed {
  readonly tables: readonly { readonly name: string; readonly rows: number; readonly file?: string }[];
  readonly notes?: readonly string[];
  readonly seconds: number;
}

function madeOf({ name }: Side, { tables, notes = [], seconds }: Printed): Made {
  return {
    tables: tables.map(({ name: table, rows, file }) => {
      if (file === undefined) throw new Error(`${name} says of no file where the features of ${table} are.`);
      return { name: table, rows, file };
    }),
    notes,
    seconds,
  };
}

/** The error that the command printed as JSON. */
function failureOf(text: string): MdmError | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: { code: ErrorCode; message: string; next?: string } };
    return error && new MdmError(error.code, error.message, error.next ?? undefined);
  } catch {
    return undefined;
  }
}
