import type { Semantic } from '@mdm/sdk';
import type { Database } from '../../engine/duckdb/driver.js';
import { list, type Scan } from '../../engine/duckdb/introspect.js';
import { detectTypes, measureScan } from '../detect/types.js';
import { featureProfile } from '../features/profile.js';
import { describeCustom } from '../features/modules.js';
import type { Registered, Registration } from './context.js';
import { closeInput } from './input.js';
import { recordOf } from './record.js';
import { resultOf } from './register.js';
import { runSteps } from './run.js';
import type { RegistrationStep } from './step.js';
import { storedInput } from './stored-input.js';

/** The last step that writes nothing. */
const LAST_READING = 6;

/** Finds out everything that registration would, and writes nothing. */
export async function planRegistration(context: Registration, steps: readonly RegistrationStep[], begun: number): Promise<Registered> {
  const { options, workspace } = context;
  try {
    await runSteps(
      context,
      steps.filter(({ number }) => number <= LAST_READING),
    );
    const { tables, main, duplicates } = context.input!;
    context.loaded = tables.map(({ source, scan, rows }) => ({
      role: source.role,
      table: source.table,
      rows: source === main.source && duplicates.dropped !== undefined ? rows - duplicates.count : rows,
      columns: scan.columns.map(({ name, type }) => ({ name, type })),
    }));
    const { db, scan } = await storedInput(context);
    context.columns = await detectTypes(db, scan, { idColumns: context.idColumns, types: options.types }, workspace.config);
    context.record = await recordOf(context);
    const planned = await plannedFeatures(context, db, scan);
    return { ...resultOf(context, begun, true), planned };
  } finally {
    await closeInput(context);
  }
}

/** The transformers that would run, with their columns, and the modules of custom features. */
async function plannedFeatures(context: Registration, db: Database, scan: Scan): Promise<string[]> {
  const { workspace, options, idColumns, target, columns, name, given } = context;
  const { config } = workspace;
  if (!(options.features ?? config.get('feature_engineering.enabled'))) return [];
  const { uses, notes } = featureProfile(config, {
    facts: await measureScan(db, scan),
    types: new Map(columns.map((column) => [column.name, column.type as Semantic])),
    without: new Set([...idColumns, ...(options.ignoreColumns ?? []), ...(target === undefined ? [] : [target])]),
    target,
    time: context.timeColumn,
    listed: (await workspace.registry()).list(),
  });
  context.notes.push(...notes);
  const modules = await describeCustom(workspace, name, given);
  return [
    ...uses.map(({ use, on }) => (Array.isArray(on) ? `${use}: ${list(on as readonly string[])}` : use)),
    ...modules.map(({ file, operations, problem }) => `custom features of ${file}: ${problem ?? operations.join(', ')}`),
  ];
}
