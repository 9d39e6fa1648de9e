import { basename } from 'node:path';
import type { Database } from '../../engine/duckdb/driver.js';
import type { CustomPart } from './custom.js';
import type { FileColumn, Names } from './columns.js';
import type { CustomColumn, DroppedFeature, FeatureLog } from './input.js';
import { judge, type Rules, type Verdict } from './judge.js';
import { tableName } from './names.js';

export interface ChosenCustom {
  readonly columns: readonly CustomColumn[];
  readonly dropped: readonly DroppedFeature[];
  readonly log: readonly FeatureLog[];
  readonly warnings: readonly string[];
}

/** What an operation is called in messages and in the log. */
export const operationName = ({ module, operation }: Pick<CustomPart, 'module' | 'operation'>): string =>
  `${basename(module)} ${operation}`;

/**
 * Judges the columns of the operations and names them: a name that is taken, by a feature or a column of the data, is given up for
 * `custom_<name>`.
 */
export async function chooseCustom(
  db: Database,
  parts: readonly CustomPart[],
  names: Names,
  originals: readonly string[],
  rules: Rules,
): Promise<ChosenCustom> {
  const columns: CustomColumn[] = [];
  const dropped: DroppedFeature[] = [];
  const log: FeatureLog[] = [];
  const warnings: string[] = [];
  const data = new Map(originals.map((name) => [tableName(name), name]));
  for (const part of parts) {
    const given = Object.entries(part.columns);
    const verdicts =
      part.file === undefined
        ? new Map<string, Verdict>()
        : await judge(
            db,
            part.file,
            given.map((_, i) => `c${i}`),
            rules,
          );
    const who = operationName(part);
    let kept = 0;
    for (const [i, [name, type]] of given.entries()) {
      const why = verdicts.get(`c${i}`);
      if (why) {
        dropped.push({ name: tableName(name), reason: why.reason });
        if (why.missing) warnings.push(`The custom feature ${name} of ${who} is dropped: ${why.reason}.`);
        continue;
      }
      const original = data.get(tableName(name));
      const owner = original === undefined ? names.ownerOf(name) : `the column ${original}`;
      const taken = owner === undefined ? names.take(name, `${who} (${name})`) : names.take(`custom_${name}`, `${who} (${name})`);
      if (owner !== undefined)
        warnings.push(
          `The custom feature ${name} of ${who} has the name of ${owner.startsWith('the ') ? owner : `the feature ${owner}`}: it is called ${taken.name}.`,
        );
      columns.push({ name: taken.name, given: name, type, module: part.module, operation: part.operation });
      kept += 1;
    }
    log.push({ name: `custom ${who}`, features: kept, dropped: given.length - kept, seconds: part.seconds });
  }
  return { columns, dropped, log, warnings };
}

/** Columns of the chosen names in a part's file; those it did not give have no value. */
export function columnsOfPart(
  part: CustomPart,
  columns: readonly CustomColumn[],
): { readonly there: readonly FileColumn[]; readonly absent: readonly CustomColumn[] } {
  const places = new Map(Object.keys(part.columns).map((name, i) => [name, `c${i}`]));
  const own = columns.filter(({ module, operation }) => module === part.module && operation === part.operation);
  return {
    there: own.flatMap(({ name, given }) => (places.has(given) ? [{ name, column: places.get(given)! }] : [])),
    absent: own.filter(({ given }) => !places.has(given)),
  };
}
