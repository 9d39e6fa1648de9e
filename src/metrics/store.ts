import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../config/sqlite.js';
import { inTransaction, RECENT_SCHEMA } from './recent.js';

/** Upper ends of the histogram of `mdm_performance_delta`, in percent: how much slower (above 0) the new side was. */
export const BUCKETS = [-90, -75, -50, -25, -10, -5, 0, 5, 10, 25, 50, 100, 200, 500, 1000] as const;

export const COUNTERS = {
  mdm_old_path_calls: 'Calls that the old side of a component answered.',
  mdm_new_path_calls: 'Calls that the new side of a component answered.',
  mdm_comparison_failures: 'Comparisons in which the two sides differed or the candidate failed.',
} as const;
export type Counter = keyof typeof COUNTERS;

export interface Counts {
  readonly counters: readonly { readonly name: Counter; readonly component: string; readonly value: number }[];
  readonly deltas: readonly {
    readonly component: string;
    /** One per bucket and one above the last: not yet added up. */
    readonly counts: readonly number[];
    readonly sum: number;
  }[];
}

const VERSION = 3;
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS counter (name TEXT, component TEXT, value INTEGER NOT NULL, PRIMARY KEY (name, component)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS delta (component TEXT, bucket INTEGER, count INTEGER NOT NULL, sum REAL NOT NULL, PRIMARY KEY (component, bucket)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS method (component TEXT, side TEXT, method TEXT, value INTEGER NOT NULL, PRIMARY KEY (component, side, method)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS daily (component TEXT, day TEXT, calls INTEGER NOT NULL, failed INTEGER NOT NULL, PRIMARY KEY (component, day)) WITHOUT ROWID;
  ${RECENT_SCHEMA}
  PRAGMA user_version = ${VERSION}`;

const opened = new Map<string, Promise<DatabaseSync>>();
const ready = new Map<string, DatabaseSync>();

/** The database of the counts when it is open already. */
export const openedStore = (path: string): DatabaseSync | undefined => ready.get(path);

/** The database of the counts, made when it is missing; opened once per process. */
export function openStore(path: string): Promise<DatabaseSync> {
  const known = opened.get(path);
  if (known) return known;
  const opening = open(path);
  opened.set(path, opening);
  opening.catch(() => opened.delete(path));
  return opening;
}

async function open(path: string): Promise<DatabaseSync> {
  mkdirSync(dirname(path), { recursive: true });
  const db = await openDatabase(path);
  try {
    db.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    if ((db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version < VERSION)
      db.exec(`BEGIN IMMEDIATE; ${SCHEMA}; COMMIT`);
    ready.set(path, db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

export function addCount(db: DatabaseSync, name: Counter, component: string): void {
  db.prepare('INSERT INTO counter VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET value = value + 1').run(name, component);
  if (name === 'mdm_new_path_calls') addDaily(db, component, 1, 0);
}

/** A call of the new side that failed; the call itself is counted as the others are. */
export const addFailure = (db: DatabaseSync, component: string): void => addDaily(db, component, 0, 1);

function addDaily(db: DatabaseSync, component: string, calls: number, failed: number): void {
  db.prepare(
    'INSERT INTO daily VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET calls = calls + excluded.calls, failed = failed + excluded.failed',
  ).run(component, new Date().toISOString().slice(0, 10), calls, failed);
}

/** Calls of the new side of a component on one day (UTC), and those of them that failed. */
export interface DayOfCalls {
  readonly component: string;
  readonly day: string;
  readonly calls: number;
  readonly failed: number;
}

export const readDaily = (db: DatabaseSync): readonly DayOfCalls[] =>
  db.prepare('SELECT component, day, calls, failed FROM daily').all() as unknown as DayOfCalls[];

/** How often a method of an implementation was called. */
export interface MethodCount {
  readonly component: string;
  readonly side: 'old' | 'new';
  readonly method: string;
  readonly value: number;
}

/** All at once: counts are collected before they are written. */
export function addMethods(db: DatabaseSync, counts: readonly MethodCount[]): void {
  const add = db.prepare('INSERT INTO method VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = value + excluded.value');
  inTransaction(db, () => {
    for (const { component, side, method, value } of counts) add.run(component, side, method, value);
  });
}

export const readMethods = (db: DatabaseSync): readonly MethodCount[] =>
  (db.prepare('SELECT component, side, method, value FROM method ORDER BY component, side, method').all() as unknown as MethodCount[]).map(
    (count) => ({ ...count }),
  );

export function addDelta(db: DatabaseSync, component: string, percent: number): void {
  const found = BUCKETS.findIndex((end) => percent <= end);
  const bucket = found < 0 ? BUCKETS.length : found;
  db.prepare('INSERT INTO delta VALUES (?, ?, 1, ?) ON CONFLICT DO UPDATE SET count = count + 1, sum = sum + excluded.sum').run(
    component,
    bucket,
    percent,
  );
}

export function readCounts(db: DatabaseSync): Counts {
  const counters = db.prepare('SELECT name, component, value FROM counter ORDER BY name, component').all() as unknown as Counts['counters'];
  const rows = db.prepare('SELECT component, bucket, count, sum FROM delta ORDER BY component, bucket').all() as unknown as {
    component: string;
    bucket: number;
    count: number;
    sum: number;
  }[];
  const components = [...new Set(rows.map(({ component }) => component))];
  return {
    counters: counters.map((counter) => ({ ...counter })),
    deltas: components.map((component) => {
      const own = rows.filter((row) => row.component === component);
      return {
        component,
        counts: Array.from({ length: BUCKETS.length + 1 }, (_, i) => own.find(({ bucket }) => bucket === i)?.count ?? 0),
        sum: own.reduce((sum, row) => sum + row.sum, 0),
      };
    }),
  };
}
