// Removes what the compiler wrote, so that a deleted source leaves nothing behind.
import { globSync, rmSync } from 'node:fs';

for (const folder of ['dist', ...globSync(['src/sdk/dist', 'plugins/*/dist'])]) rmSync(folder, { recursive: true, force: true });
