import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
/** The folder of the pinned `npm`; never the system's. */
export const npmRoot = dirname(require.resolve('npm/package.json'));
/** What npm itself is made of, and brings in its own folder. */
const inside = createRequire(join(npmRoot, 'package.json'));

interface Level {
  readonly data: Readonly<Record<string, unknown>>;
  readonly raw: Readonly<Record<string, unknown>>;
}
interface Config {
  load(): Promise<void>;
  get(key: string): unknown;
  isDefault(key: string): boolean;
  readonly data: { get(level: string): Level };
}
type ConfigClass = new (options: object) => Config;

/** The scope that belongs to nobody on a public registry. */
export const SCOPE = '@mdm/';
/** Nothing listens here; an attempt fails at once. */
export const CLOSED = 'http://127.0.0.1:9/';

/** What the user told npm, in files and in the environment, as it is in `folder`. */
export interface UserConfig {
  /** The registry that a package is asked of. */
  registryOf(name: string): string;
  /** The registry the user named for the `@mdm` scope. */
  readonly scope: string | undefined;
  /** For npm as a child process: the environment, with what the project's .npmrc says in it, so that no token is written anywhere. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Flags for what the user left at its default and we do not. */
  readonly flags: readonly string[];
}

/** Reads it as npm does, by npm's own code, and starts no process. */
export async function userConfig(folder = process.cwd(), env: NodeJS.ProcessEnv = process.env): Promise<UserConfig> {
  const Config = inside('@npmcli/config') as ConfigClass;
  const { definitions, shorthands, flatten } = inside('@npmcli/config/lib/definitions') as Record<string, unknown>;
  // It writes into the environment it is given.
  const own = { ...env };
  const config = new Config({ npmPath: npmRoot, definitions, shorthands, flatten, argv: [process.execPath, 'npm'], env: own, cwd: folder });
  await config.load();
  const text = (key: string): string | undefined => {
    const value = config.get(key);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const scope = text('@mdm:registry');
  return Object.freeze<UserConfig>({
    scope,
    registryOf: (name) => {
      const at = /^(@[^/]+)\//.exec(name)?.[1];
      return (at && text(`${at}:registry`)) ?? text('registry') ?? '';
    },
    env: Object.freeze({ ...env, ...projectEnv(config) }),
    flags: [
      ...PATIENCE.flatMap(([key, value]) => (config.isDefault(key) ? [`--${key}=${value}`] : [])),
      ...(scope ? [] : [`--@mdm:registry=${CLOSED}`]),
    ],
  });
}

/** npm waits a minute before it says that nobody answers. */
const PATIENCE = [
  ['fetch-retries', 2],
  ['fetch-retry-mintimeout', 300],
  ['fetch-retry-factor', 3],
  ['fetch-retry-maxtimeout', 2000],
  ['fetch-timeout', 60_000],
  ['logs-max', 0],
] as const;

/** A project's .npmrc as environment variables, which stand at the same place above the user's; what the environment says goes before. */
function projectEnv(config: Config): Record<string, string> {
  const set = config.data.get('env').data;
  const entries = Object.entries(config.data.get('project').raw).flatMap(([key, value]) => {
    const text = Array.isArray(value) ? value.map(String).join('\n\n') : String(value);
    return Object.hasOwn(set, key) || text === '' ? [] : [[`npm_config_${key}`, text] as const];
  });
  return Object.fromEntries(entries);
}

/** How npm reads what a user typed. */
export interface PackageSpec {
  readonly type: 'git' | 'tag' | 'version' | 'range' | 'file' | 'directory' | 'remote' | 'alias';
  readonly name: string | null;
  readonly rawSpec: string;
  readonly fetchSpec: string | null;
  readonly gitCommittish?: string | null;
  readonly gitRange?: string | null;
  readonly gitSubdir?: string | null;
  readonly hosted?: { https(options: object): string; sshurl(options: object): string; getDefaultRepresentation(): string } | null;
}
export const packageSpec = (text: string, folder: string): PackageSpec =>
  (inside('npm-package-arg') as (text: string, folder: string) => PackageSpec)(text, folder);

/** The nearest few of the versions there are, the newest first. */
export function newestVersions(versions: readonly string[], most = 5): string[] {
  const semver = inside('semver') as { rcompare(a: string, b: string): number; valid(v: string): string | null };
  return versions
    .filter((v) => semver.valid(v))
    .sort(semver.rcompare)
    .slice(0, most);
}
