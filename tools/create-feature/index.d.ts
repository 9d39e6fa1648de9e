export type Template = 'expr' | 'batch';
export type License = 'MIT' | 'Apache-2.0' | 'BSD-3-Clause' | 'ISC' | 'UNLICENSED';

export interface CreateOptions {
  /** Kind of the worked transformer (default `expr`). */
  readonly template?: Template;
  /** Folder to make (default: the name of the package, in the present folder). */
  readonly directory?: string;
  readonly license?: License;
  /** Into package.json and LICENSE. */
  readonly author?: string;
  /** Of the copyright (default: the present one). */
  readonly year?: number;
}

export interface Created {
  readonly package: string;
  readonly namespace: string;
  readonly template: Template;
  /** `geo.deviation` */
  readonly transformer: string;
  readonly folder: string;
  readonly files: readonly string[];
}

/** What is thrown when a name, a folder or an option is refused. */
export interface Refusal extends Error {
  readonly code: 'usage' | 'exists';
  readonly next: string;
}

/** Kind -> name of the transformer in its template. */
export const TEMPLATES: Readonly<Record<Template, string>>;
export const LICENSES: readonly License[];
/** Plugins that come with MDM. */
export const FIRST_PARTY: readonly string[];

export function readName(given: string): { readonly package: string; readonly namespace: string; readonly folder: string };
/** Writes the package of a plugin into a new folder: all of it, or nothing. */
export function createFeature(name: string, options?: CreateOptions): Promise<Created>;
/** The installed SDK as a package file; the same bytes every time. */
export function packSdk(): Promise<{ readonly file: string; readonly version: string; readonly tarball: Buffer }>;
