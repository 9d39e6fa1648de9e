import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Config } from '../config/config.js';
import { openDatabase } from '../config/sqlite.js';
import { firstLine, MdmError } from '../errors.js';

/** The table of MDM 1, so that an older file goes on. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS metrics (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    timestamp TEXT NOT NULL,
    metric_type TEXT NOT NULL,
    operation TEXT NOT NULL,
    duration_ms REAL,
    success INTEGER NOT NULL DEFAULT 1,
    dataset_name TEXT,
    row_count INTEGER,
    error_message TEXT,
    metadata TEXT);
  CREATE INDEX IF NOT EXISTS idx_metrics_timestamp ON metrics (timestamp);
  CREATE INDEX IF NOT EXISTS idx_metrics_type ON metrics (metric_type);
  CREATE INDEX IF NOT EXISTS idx_metrics_dataset ON metrics (dataset_name)`;

const isThere = (db: DatabaseSync): boolean =>
  db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'metrics'").get() !== undefined;

/** Adds to the operations of a home; where there is no home nothing is made, and false is returned. */
export async function addTo(config: Config, work: (db: DatabaseSync) => void): Promise<boolean> {
  const path = config.path('monitoring.metrics_db');
  if (!existsSync(dirname(path))) {
    if (!existsSync(config.home)) return false;
    mkdirSync(dirname(path), { recursive: true });
  }
  try {
    const db = await openDatabase(path);
    try {
      db.exec('PRAGMA busy_timeout = 5000');
      if (!isThere(db)) db.exec(`PRAGMA journal_mode = WAL; ${SCHEMA}`);
      db.exec('PRAGMA synchronous = NORMAL');
      work(db);
      return true;
    } finally {
      db.close();
    }
  } catch (error) {
    throw refused(path, 'written', error);
  }
}

const BUSY = [5, 6];
const READ_ONLY = [3, 8, 14];

/** The extended codes of SQLite have the plain one in their last byte. */
const codeOf = (error: unknown): number => ((error as { errcode?: number }).errcode ?? 0) % 256;

function refused(path: string, what: 'written' | 'read', error: unknown): MdmError {
  const code = codeOf(error);
  if (READ_ONLY.includes(code))
    return new MdmError('permission', `${path} may not be ${what}.`, 'Check its permissions, or set monitoring.metrics_db.', error);
  const next = BUSY.includes(code) ? 'Try again when the other process is done.' : 'Run: mdm doctor --fix; recording begins anew.';
  return new MdmError('backend', `${path} cannot be ${what}: ${firstLine(error)}.`, next, error);
}

/** Reads the operations of a home; `otherwise` where there are none yet. */
export async function readFrom<T>(config: Config, otherwise: T, work: (db: DatabaseSync) => T): Promise<T> {
  const path = config.path('monitoring.metrics_db');
  if (!existsSync(path)) return otherwise;
  try {
    const db = await openDatabase(path);
    try {
      db.exec('PRAGMA busy_timeout = 5000');
      return isThere(db) ? work(db) : otherwise;
    } finally {
      db.close();
    }
  } catch (error) {
    throw refused(path, 'read', error);
  }
}
