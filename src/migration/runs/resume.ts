import type { Workspace } from '../../datasets/workspace.js';
import { MdmError } from '../../errors.js';
import { resumeAll, type MigratedAll } from '../all/migrate.js';
import { resumeHome, type MigratedHome, type MigrateHomeOptions } from '../home/migrate.js';
import { findRun, isDone } from './state.js';

export type Resumed = { readonly kind: 'home'; readonly of: MigratedHome } | { readonly kind: 'all'; readonly of: MigratedAll };

export interface ResumeOptions {
  readonly onDone?: Parameters<typeof resumeAll>[2] & MigrateHomeOptions['onDone'];
}

/** Goes on with a run: what is done stays, what was begun is begun anew, what failed is tried again. Without a name: the last that is not done. */
export async function resumeRun(ws: Workspace, name?: string, { onDone }: ResumeOptions = {}): Promise<Resumed> {
  const run = await findRun(ws.config, name);
  if (isDone(run)) throw new MdmError('usage', `The run ${run.run} is done.`, 'See: mdm migrate status');
  if (run.kind === 'home') return { kind: 'home', of: await resumeHome(ws, run, onDone) };
  return { kind: 'all', of: await resumeAll(ws, run, onDone) };
}
