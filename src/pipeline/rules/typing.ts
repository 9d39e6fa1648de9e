import type { Role, Semantic } from '@mdm/sdk';
import type { Database } from '../../engine/duckdb/driver.js';
import { chunks } from '../sample.js';
import type { Typing } from '../profile-schema.js';
import type { RoleOptions } from '../table.js';
import { isIdName } from './names.js';
import type { Read } from './read.js';

/** What a column is, for all tables together. */
export interface Typed {
  readonly semantic: Semantic;
  readonly role?: Role;
  readonly why: string;
}

const CATEGORIES = 20;
const ROWS = 10_000;
const TRAIN_ROWS = 1_000;
/** A table of this name is judged by fewer rows, and what a person said of columns does not count in it. */
const TRAIN = 'train';

/** One type per column for all tables together, in the order in which columns are met: what a later table says goes over an earlier one. */
export async function typeMap(
  db: Database,
  reads: readonly Read[],
  typing: Typing,
  roles: Pick<RoleOptions, 'id' | 'target' | 'types'>,
): Promise<ReadonlyMap<string, Typed>> {
  const types = new Map<string, Typed>();
  for (const read of reads) {
    const train = read.table.name === TRAIN;
    const facts = await factsOf(db, read, train ? (typing.trainRows ?? TRAIN_ROWS) : (typing.rows ?? ROWS), typing.rows ?? ROWS);
    for (const [i, { name, type }] of read.scan.columns.entries()) {
      const { known, distinct } = facts[i]!;
      const said = train ? undefined : roles.types?.[name];
      const kind = said ?? profiled(type, known, read.loose.has(name));
      const few = distinct > 0 && distinct <= (typing.categories ?? CATEGORIES);
      const semantic: Semantic = kind === 'text' && few ? 'categorical' : kind;
      const why = said
        ? `said to be ${said}`
        : known === 0
          ? 'no value in the rows looked at'
          : `${type === 'timestamp' ? 'times' : type} in ${read.table.name}`;
      const shown = kind === 'text' ? `${why}, ${distinct} distinct` : why;
      if (roles.id?.includes(name) || said === 'id') types.set(name, { semantic: 'id', role: 'id', why: 'said to be an id' });
      else if (isIdName(name, typing.ids)) types.set(name, { semantic: 'id', role: 'id', why: 'named like an id' });
      else if (name === roles.target) types.set(name, { semantic, role: 'target', why: `the target; ${shown}` });
      else types.set(name, { semantic, why: shown });
    }
  }
  return types;
}

/** What a profiler takes a column for: booleans, mixed values and columns without a value are categories. */
function profiled(type: string, known: number, loose: boolean): Semantic {
  if (type === 'boolean' || loose || (known === 0 && type !== 'timestamp')) return 'categorical';
  if (type === 'timestamp') return 'datetime';
  return type === 'text' ? 'text' : 'numeric';
}

async function factsOf(db: Database, { scan }: Read, knownIn: number, distinctIn: number): Promise<{ known: number; distinct: number }[]> {
  const facts: { known: number; distinct: number }[] = [];
  for (const part of chunks(scan.columns, 200)) {
    const asked = part.flatMap(({ type, value }) => [
      `count(${value}) FILTER (WHERE ${scan.row} < ${knownIn})`,
      type === 'text' ? `count(DISTINCT ${value}) FILTER (WHERE ${scan.row} < ${distinctIn})` : '0',
    ]);
    const [row = []] = await db.rows(`SELECT ${asked.join(', ')} FROM ${scan.from} WHERE ${scan.row} < ${Math.max(knownIn, distinctIn)}`);
    part.forEach((_, i) => facts.push({ known: Number(row[2 * i]), distinct: Number(row[2 * i + 1]) }));
  }
  return facts;
}
