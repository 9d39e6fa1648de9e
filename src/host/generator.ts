import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MdmError, nearest } from '../errors.js';
import { checkUsable } from './load.js';
import type { Names } from './names.js';

/**
 * A generator turns whole tables into whole tables; it reads the files itself. It is no transformer: nothing of it is planned, fitted or
 * kept in a recipe. The module that `mdm.generator` names exports one by default.
 */
export interface Generator {
  readonly namespace: string;
  generate(request: GeneratorRequest, host: GeneratorHost): Promise<GeneratorReport>;
}

export interface GeneratorRequest {
  /** A file or a folder. */
  readonly source: string;
  readonly target?: string;
  /** What columns are, whatever they look like. */
  readonly types?: Readonly<Record<string, GeneratorType>>;
  /** Rows fitted at a time. */
  readonly batchSize?: number;
  /** The database whose column types the tables take on. */
  readonly storage?: 'sqlite' | 'duckdb';
  /** Columns of text that hold times, besides those that are found. */
  readonly dates?: readonly string[];
}
export type GeneratorType = 'numeric' | 'categorical' | 'datetime' | 'text';

/** What a generator may ask of its host, and where its tables go. */
export interface GeneratorHost {
  /** Tells the tables that there will be, and their files, before the long work: an output that is in the way is refused then. */
  begin(tables: readonly { readonly name: string; readonly path: string }[]): Promise<void>;
  /** Reads a file that is not delimited text. */
  read(path: string): Promise<readonly GeneratorColumn[]>;
  /** Takes a table, whose buffers are given away. */
  write(table: GeneratorTable): Promise<void>;
  /** `share` of the whole work, 0 to 1. */
  progress(share: number, detail: string): void;
}

/** A column as plain buffers with Arrow's layout. */
export interface GeneratorColumn {
  readonly name: string;
  readonly type: 'int64' | 'int32' | 'double' | 'boolean' | 'text' | 'timestamp';
  /** The timestamps are days without a time. */
  readonly days?: boolean;
  readonly length: number;
  readonly nullCount: number;
  /** A boolean is a bit, a timestamp microseconds since 1970 in UTC, a text UTF-8. */
  readonly values: Uint8Array<ArrayBuffer>;
  /** Bits of what is not missing; absent: nothing is missing. */
  readonly validity?: Uint8Array<ArrayBuffer>;
  /** Of texts: `length + 1` byte positions. */
  readonly offsets?: Int32Array<ArrayBuffer>;
}

export interface GeneratorTable {
  readonly name: string;
  readonly rows: number;
  /** Columns that were there before; they come first. */
  readonly originals: number;
  readonly columns: readonly GeneratorColumn[];
}

/** A feature or a column that is not in a table, and why. */
export interface GeneratorLoss {
  readonly table: string;
  readonly name: string;
  readonly source: string | null;
  readonly reason: string;
}

export interface GeneratorReport {
  readonly target: string | null;
  readonly ids: readonly string[];
  readonly types: Readonly<Record<string, string>>;
  /** Features that say nothing. */
  readonly dropped: readonly GeneratorLoss[];
  /** Columns that no feature could be made of. */
  readonly failed: readonly GeneratorLoss[];
  readonly notes: readonly string[];
  /** Tables that lack rows. */
  readonly stopped: readonly GeneratorStop[];
}

/** A table whose later rows are not among its features, and why. */
export interface GeneratorStop {
  readonly table: string;
  /** Rows that are there. */
  readonly written: number;
  /** Rows of the input. */
  readonly rows: number;
  readonly reason: string;
}

/** A generator that is there; nothing of it is imported yet. */
export interface GeneratorInfo {
  readonly name: string;
  readonly package: string;
  readonly version: string;
  /** Where its default export is. */
  readonly url: string;
}

/** A generator reads files and holds whole tables, so what keeps a transformer of others in bounds would not hold it. */
export const FOREIGN_GENERATOR = 'it offers a generator, and MDM runs generators of its own packages alone';

/** The generator that a name means: its plugin's namespace, or its package. */
export function generatorNamed(name: string, { plugins, available }: Pick<Names, 'plugins' | 'available'>): GeneratorInfo {
  const offering = plugins.filter(({ generator }) => generator !== undefined);
  const plugin = offering.find(({ namespace, package: own }) => namespace === name || own === name);
  const off = available.find(({ namespace, package: own }) => namespace === name || own === name);
  if (!plugin && off)
    throw new MdmError(
      'unknown-plugin',
      `The plugin ${off.package} is switched off, and with it what it makes.`,
      `Switch it on with: mdm plugins install ${off.namespace}`,
    );
  if (!plugin) {
    const usable = offering.filter(({ official }) => official).map(({ namespace }) => namespace);
    const near = nearest(name, usable);
    throw new MdmError(
      'unknown-plugin',
      `There is no generator "${name}"${near ? `; did you mean ${near}?` : '.'}`,
      usable.length > 0 ? `There is: ${usable.join(', ')}. Without --generator the transformers run.` : 'See: mdm plugins list',
    );
  }
  checkUsable(plugin);
  if (!plugin.official)
    throw new MdmError(
      'refused',
      `The generator ${name} of ${plugin.package} is not run: ${FOREIGN_GENERATOR}.`,
      'Run without --generator, or write transformers instead: mdm plugins create NAME',
    );
  const url = pathToFileURL(join(plugin.root, plugin.generator!)).href;
  return { name: plugin.namespace, package: plugin.package, version: plugin.version, url };
}
