/** How MDM 1.0.6 read its configuration: plain data in, plain data out. The legacy package has the same types. */
export interface OldConfig {
  readonly version: string;
  /** Paths of the keys that it knew. */
  readonly keys: readonly string[];
  /** The path of the key that a variable of the environment ended up at; undefined: it was dropped. */
  keyOfVariable(name: string): string | undefined;
  /** The value that a text of the environment became, before the key said what it may be. */
  valueOfText(text: string): unknown;
  read(request: OldConfigRequest): OldConfigReading;
}

export interface OldConfigRequest {
  /** What stands in mdm.yaml, as YAML 1.1 says; undefined: there is no such file. */
  readonly file?: unknown;
  /** What stands in config.yml of earlier releases, which mdm.yaml wins over. */
  readonly earlier?: unknown;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Where a value comes from: a place in a file (`database.default_backend`), a variable, or nothing. */
export type OldOrigin =
  | { readonly kind: 'default' }
  | { readonly kind: 'file' | 'earlier'; readonly place: readonly string[] }
  | { readonly kind: 'environment'; readonly variable: string };

export interface OldConfigReading {
  /** One for each key. */
  readonly values: Readonly<Record<string, { readonly value: unknown; readonly origin: OldOrigin }>>;
  /** Values that a key may not have. */
  readonly problems: readonly { readonly key: string; readonly origin: OldOrigin; readonly why: string }[];
}
