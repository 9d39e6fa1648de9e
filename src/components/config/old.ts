import { join, resolve } from 'node:path';
import type { Config, ConfigOptions, Origin } from '../../config/config.js';
import { isRepeated } from '../../config/file.js';
import { isSecret, keyAt, keyOfVariable, type KeyName, type PathName, type Values } from '../../config/keys.js';
import { placeOfPath } from '../../config/paths.js';
import { MdmError } from '../../errors.js';
import { oldSide } from '../legacy.js';
import type { OldConfigReading, OldOrigin } from './contract.js';
import { readYaml11, type Yaml11 } from './yaml11.js';

/** Files that MDM 1.0.6 looked at: one that is named, or `mdm.yaml` and, of earlier releases, `config.yml`. */
export interface OldFiles {
  readonly file: Yaml11 | undefined;
  readonly earlier: Yaml11 | undefined;
}

/** What the old reader finds, before it is put into the form of the new one. */
export interface OldFindings {
  readonly files: OldFiles;
  readonly reading: OldConfigReading;
}

/** Reads a home as MDM 1.0.6 did. */
export async function readOld(options: ConfigOptions, home: string): Promise<OldFindings> {
  const env = options.env ?? process.env;
  const named = options.file ?? (env['MDM_CONFIG_PATH'] || undefined);
  const [old, file, earlier] = await Promise.all([
    oldSide('config'),
    options.file === null ? undefined : readYaml11(named === undefined ? join(home, 'mdm.yaml') : resolve(named)),
    named === undefined && options.file !== null ? readYaml11(join(home, 'config.yml')) : undefined,
  ]);
  const request = { environment: env, ...(file ? { file: file.content } : {}), ...(earlier ? { earlier: earlier.content } : {}) };
  return { files: { file, earlier }, reading: old.read(request) };
}

/** The configuration as MDM 1.0.6 read it; keys that it did not know, and values of flags, are those of `fresh`. */
export async function openOldConfig(options: ConfigOptions, fresh: Config, problems: readonly MdmError[]): Promise<Config> {
  const { files, reading } = await readOld(options, fresh.home);
  const known = new Set(Object.keys(reading.values));
  const isOwn = (key: KeyName): boolean => known.has(key) && fresh.origin(key) !== 'flag';
  const config = viewOf(fresh, files, reading, isOwn);
  refuse([
    ...reading.problems.filter(({ key }) => !(key in reading.values) || isOwn(key as KeyName)).map((one) => wrong(one, files)),
    ...problems.filter((problem) => !isRepeated(problem) && !known.has(placeOfProblem(problem) ?? '')),
  ]);
  return config;
}

function viewOf(fresh: Config, files: OldFiles, { values }: OldConfigReading, isOwn: (key: KeyName) => boolean): Config {
  const get = <K extends KeyName>(key: K): Values[K] => (isOwn(key) ? (values[key]!.value as Values[K]) : fresh.get(key));
  return Object.freeze<Config>({
    home: fresh.home,
    file: files.file?.path ?? files.earlier?.path ?? fresh.file,
    loaded: files.file !== undefined || files.earlier !== undefined,
    get,
    masked: (key) => (isSecret(key) && get(key) !== null ? '********' : get(key)),
    origin: (key) => (isOwn(key) ? originOf(values[key]!.origin) : fresh.origin(key)),
    where: (key) => (isOwn(key) ? whereOf(values[key]!.origin, files) : fresh.where(key)),
    path: <K extends PathName>(key: K) => placeOfPath(fresh.home, get, key) as Values[K] extends string ? string : string | undefined,
    // The old reader said nothing of what it dropped.
    warnings: [],
  });
}

const originOf = ({ kind }: OldOrigin): Origin => (kind === 'earlier' ? 'file' : kind);

/** Where a value of the old reader stands: `mdm.yaml:3:12`, a variable, or `default`. */
export function whereOf(origin: OldOrigin, files: OldFiles): string {
  switch (origin.kind) {
    case 'default':
      return 'default';
    case 'environment':
      return origin.variable;
    case 'file':
    case 'earlier':
      return files[origin.kind]!.where(origin.place);
    default:
      return origin satisfies never;
  }
}

const wrong = ({ key, origin, why }: OldConfigReading['problems'][number], files: OldFiles): MdmError =>
  origin.kind === 'environment'
    ? new MdmError('configuration', `The variable ${origin.variable} is wrong: ${why}.`, `Correct it, or: unset ${origin.variable}`)
    : new MdmError('configuration', `${whereOf(origin, files)}: ${key} is wrong: ${why}.`, 'Correct the line.');

/** The key, or the section, of which the new reader says that its value is wrong. */
export function placeOfProblem({ message }: MdmError): string | undefined {
  const [, variable] = /^The variable (\S+) is wrong: /.exec(message) ?? [];
  const [, place] = /: (\S+) is wrong: /.exec(message) ?? [];
  return variable === undefined ? (place === undefined ? undefined : (keyAt(place) ?? place)) : keyOfVariable(variable);
}

function refuse([first, ...more]: readonly MdmError[]): void {
  if (first) throw more.length === 0 ? first : new MdmError(first.code, first.message, `${more.length} more are wrong.`, first);
}
