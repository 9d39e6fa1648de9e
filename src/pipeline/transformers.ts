import type { Hosted } from '../host/hosted.js';

/** Where transformers come from; the host's registry is one. */
export interface TransformerSource {
  list(): readonly {
    readonly id: string;
    readonly onByDefault: boolean;
    readonly package: string;
    readonly packageVersion: string;
    readonly version: number;
  }[];
  load(ids: readonly string[]): Promise<ReadonlyMap<string, Hosted>>;
  /** Refuses a name that means no transformer here, saying why. */
  resolve?(names: readonly string[]): readonly string[];
  /** Whether a name means a plugin that is there and is not switched on. */
  notOpen?(name: string): boolean;
  /** Plugins that safe mode left out. */
  readonly leftOut?: readonly { readonly package: string }[];
  /** The module a worker thread imports; absent for transformers that live in this process only. */
  locate?(id: string): { readonly url: string } | undefined;
  /** What plugins printed while they ran. */
  notes?(): readonly string[];
  /** Takes what a transformer printed in a worker of the pipeline. */
  note?(id: string, printed: string): void;
}
