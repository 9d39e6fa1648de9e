import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { type RecordBatch, RecordBatchFileWriter, type Schema } from 'apache-arrow';
import { scratchPrefix } from '../config/scratch.js';
import { engineOptions } from './engine.js';
import { arrowOf, type RowData } from './load-rows.js';
import type { Registered, RegisterOptions } from './registration/context.js';
import type { Workspace } from './workspace.js';

/** Registers a file by the side that is in use. */
type Register = (ws: Workspace, name: string, options: RegisterOptions) => Promise<Registered>;

/** Registers rows in memory as the one table of a dataset; they pass through an Arrow file that is taken away. */
export async function registerRows(
  ws: Workspace,
  register: Register,
  name: string,
  data: RowData,
  options: Omit<RegisterOptions, 'path' | 'files'>,
): Promise<Registered> {
  const folder = await mkdtemp(join(engineOptions(ws).temp ?? tmpdir(), scratchPrefix(ws.config.home)));
  const file = join(folder, 'data.arrow');
  try {
    const { schema, batches } = await arrowOf(data, ws.config.get('performance.batch_size'));
    const handle = await open(file, 'w');
    try {
      await writeBatches(handle, schema, batches);
    } finally {
      await handle.close();
    }
    return await register(ws, name, { ...options, path: file, source: options.source ?? 'memory' });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes an Arrow file. The next batch is asked for when the last one is on the disk, however fast batches come. */
async function writeBatches(handle: FileHandle, schema: Schema, batches: AsyncIterable<RecordBatch>): Promise<void> {
  const writer = new RecordBatchFileWriter();
  const state: { busy: boolean; failed: boolean } = { busy: false, failed: false };
  const written = (async () => {
    for await (const part of writer as AsyncIterable<Uint8Array>) {
      state.busy = true;
      await handle.writeFile(part);
      state.busy = false;
    }
  })();
  written.catch(() => Object.assign(state, { busy: false, failed: true }));
  writer.reset(undefined, schema);
  for await (const batch of batches) {
    writer.write(batch);
    do await turn();
    while (state.busy);
    if (state.failed) break;
  }
  writer.finish();
  await written;
}
