import type { Exported } from '../datasets/export/export.js';
import type { ExportOptions } from '../datasets/export/options.js';
import type { Transformed, TransformOptions } from '../datasets/transform.js';
import type { Session } from './session.js';

export type { Exported } from '../datasets/export/export.js';
export type { ExportOptions } from '../datasets/export/options.js';
export type { Transformation, Transformed, TransformOptions } from '../datasets/transform.js';

/** Writes tables to files, each whole or not at all. */
export interface ExportClient {
  exportDataset(name: string, options?: ExportOptions): Promise<Exported>;
  /** A changed copy of one table: by a list of transformations, by a function from Arrow table to Arrow table, or both. */
  exportWithTransform(options: TransformOptions & { readonly dataset: string }): Promise<Transformed>;
}

export function exportClient({ run }: Session): ExportClient {
  return {
    exportDataset: (name, options) => run(async (ws) => (await import('../datasets/export/export.js')).exportDataset(ws, name, options)),
    exportWithTransform: ({ dataset, ...options }) =>
      run(async (ws) => (await import('../datasets/transform.js')).exportWithTransform(ws, dataset, options)),
  };
}
