import type { ConfigMigration, ConfigMigrationOptions } from '../config/index.js';
import { readHome, refuseSame } from './source.js';

/**
 * Takes over the settings of another home, before its datasets: they say where this home keeps them. What this home has set holds, and
 * values that are wrong are told and change nothing.
 */
export async function takeConfig(options: ConfigMigrationOptions & { readonly from: string }): Promise<ConfigMigration> {
  refuseSame(options.home, await readHome(options.from));
  const { migrateConfig } = await import('../config/index.js');
  return migrateConfig(options);
}
