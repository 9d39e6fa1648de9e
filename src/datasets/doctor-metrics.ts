import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Config } from '../config/config.js';
import { openDatabase } from '../config/sqlite.js';
import { firstLine } from '../errors.js';
import type { Finding } from './doctor.js';

/** SQLite: damaged, no database. */
const DAMAGED = [11, 26];

/** What is wrong with the file of counts and operations. */
export async function examineMetrics(config: Config): Promise<Finding[]> {
  const path = config.path('monitoring.metrics_db');
  const problem = existsSync(path) ? await damageOf(path) : undefined;
  if (problem === undefined) return [];
  return [
    {
      kind: 'damaged-metrics',
      path,
      problem: `The file of metrics ${path} is damaged: ${problem}`,
      mend: `Keeps it as ${path}.broken; counting begins anew`,
      mendable: true,
    },
  ];
}

async function damageOf(path: string): Promise<string | undefined> {
  // Immutable: to look makes no file beside it. What another process is writing just now may look damaged then.
  const still = new URL(`${pathToFileURL(path).href}?immutable=1`);
  return (await damage(still)) === undefined ? undefined : damage(path);
}

async function damage(path: string | URL): Promise<string | undefined> {
  try {
    const db = await openDatabase(path, { readOnly: true });
    try {
      db.exec('PRAGMA busy_timeout = 5000');
      const { quick_check: said } = db.prepare('PRAGMA quick_check(1)').get() as { quick_check: string };
      return said === 'ok' ? undefined : said.split('\n').at(-1);
    } finally {
      db.close();
    }
  } catch (error) {
    const code = (error as { readonly errcode?: number }).errcode ?? 0;
    return DAMAGED.includes(code % 256) ? firstLine(error) : undefined;
  }
}

/** Moves it away with what belongs to it. */
export async function mendMetrics(config: Config): Promise<boolean> {
  if ((await examineMetrics(config)).length === 0) return false;
  const path = config.path('monitoring.metrics_db');
  for (const end of ['-wal', '-shm']) if (existsSync(path + end)) await rename(path + end, `${path}.broken${end}`);
  await rename(path, `${path}.broken`);
  return true;
}
