import type { Workspace } from '../datasets/workspace.js';
import { createBackends } from '../storage/open.js';

/**
 * Does work with the storage backends themselves, whichever side the flag chooses for callers: checksums that were taken before a flag
 * changed have to be those that are taken after it. The workspace's own connections are closed first.
 */
export async function withStorage<T>(ws: Workspace, work: (ws: Workspace) => Promise<T>): Promise<T> {
  await ws.backends.close();
  const backends = createBackends(ws.config, ws.log);
  try {
    return await work({ ...ws, backends });
  } finally {
    await backends.close();
  }
}
