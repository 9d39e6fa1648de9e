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
  /** The module a worker thread imports; absent for transformers that live in this process only. */
  locate?(id: string): { readonly url: string } | undefined;
  /** What plugins printed while they ran. */
  notes?(): readonly string[];
  /** Takes what a transformer printed in a worker of the pipeline. */
  note?(id: string, printed: string): void;
}
