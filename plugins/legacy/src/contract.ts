/** A generator as its host knows it: whole tables in, whole tables out. The host has the same types; plain data crosses. */
export interface Generator {
  readonly namespace: string;
  generate(request: Request, host: Host): Promise<Report>;
}

export interface Request {
  readonly source: string;
  readonly target?: string;
  readonly types?: Readonly<Record<string, 'numeric' | 'categorical' | 'datetime' | 'text'>>;
  readonly batchSize?: number;
  readonly storage?: 'sqlite' | 'duckdb';
  readonly dates?: readonly string[];
}

export interface Host {
  /** Tells the tables that there will be, before the long work. */
  begin(tables: readonly { readonly name: string; readonly path: string }[]): Promise<void>;
  /** Reads a file that is not delimited text. */
  read(path: string): Promise<readonly Flat[]>;
  /** Takes a table, whose buffers are given away. */
  write(table: FlatTable): Promise<void>;
  progress(share: number, detail: string): void;
}

/** A column as plain buffers with Arrow's layout. */
export interface Flat {
  readonly name: string;
  readonly type: 'int64' | 'int32' | 'double' | 'boolean' | 'text' | 'timestamp';
  /** The timestamps are days without a time. */
  readonly days?: boolean;
  readonly length: number;
  readonly nullCount: number;
  readonly values: Uint8Array<ArrayBuffer>;
  readonly validity?: Uint8Array<ArrayBuffer>;
  readonly offsets?: Int32Array<ArrayBuffer>;
}

export interface FlatTable {
  readonly name: string;
  readonly rows: number;
  readonly originals: number;
  readonly columns: readonly Flat[];
}

export interface Loss {
  readonly table: string;
  readonly name: string;
  readonly source: string | null;
  readonly reason: string;
}

export interface Report {
  readonly target: string | null;
  readonly ids: readonly string[];
  readonly types: Readonly<Record<string, string>>;
  readonly dropped: readonly Loss[];
  readonly failed: readonly Loss[];
  readonly notes: readonly string[];
  readonly stopped: readonly { readonly table: string; readonly written: number; readonly rows: number; readonly reason: string }[];
}

export type ProblemCode = 'bad-data' | 'empty' | 'memory' | 'not-found' | 'permission' | 'unknown-column';

/** An error that the host shows as it is; `known` are the names that would have been right. */
export const problem = (code: ProblemCode, message: string, next: string, known?: readonly string[]): Error =>
  Object.assign(new Error(message), { code, next, ...(known && { known }) });
