import type { Config } from '../../config/config.js';
import { openRepository } from '../../datasets/repository.js';
import { backupsFolder, listSnapshots } from '../../recovery/manifest.js';

/** What to say where a home has datasets and no backup. */
export const NO_BACKUP = 'There is no backup of this home. Make one: mdm backup create';

/** Whether there is a backup of the home, or nothing to copy. */
export async function isBackedUp(config: Config): Promise<boolean> {
  if ((await openRepository(config).names()).length === 0) return true;
  return (await listSnapshots(backupsFolder(config))).snapshots.length > 0;
}
