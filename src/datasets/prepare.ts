import type { DataType, Table, Vector } from 'apache-arrow';
import { MdmError } from '../errors.js';
import { encodeLabels, targetNumbers, type Label } from '../ml/labels.js';
import { kindOf, matrixOf, type Matrix, type Order } from '../ml/matrix.js';
import { track } from '../operations/operations.js';
import { columnsForMl, type ColumnsOptions, type MlColumns, type RoleTables } from './columns-for-ml.js';
import { type Dataset, openDataset } from './open.js';
import { readStored } from './read.js';
import type { DatasetRecord } from './record.js';
import type { Workspace } from './workspace.js';

/** What the numbers are for: typed arrays row after row for JavaScript (`tfjs`: 32 bits), Arrow tables, or files for Python. */
export const FRAMEWORKS = ['auto', 'javascript', 'tfjs', 'arrow', 'numpy', 'pandas', 'polars', 'sklearn', 'pytorch', 'tensorflow'] as const;
export type Framework = (typeof FRAMEWORKS)[number];
export type TableFramework = Exclude<Framework, 'auto' | 'javascript' | 'tfjs'>;

export interface PrepareOptions extends Omit<ColumnsOptions, 'texts'> {
  /** Default `auto`: typed arrays of 64-bit numbers. */
  readonly framework?: Framework;
  /** Default `float64`; for `tfjs` it is `float32` always. */
  readonly precision?: 'float32' | 'float64';
  /** Row after row, which is the default, or column after column. */
  readonly order?: Order;
  /** Columns of text: left out, which is the default, or replaced by the number of their value, the same in all tables. */
  readonly texts?: 'leave' | 'codes';
  /** For Python: the folder of the files. */
  readonly folder?: string;
  /** For Python: writes over files that are there. */
  readonly force?: boolean;
}

/** The labels, or the numbers, to learn. Codes are -1 and numbers NaN where a row has none. */
export type Target = Int32Array | Float32Array | Float64Array;

/** What a model is trained and tested on. */
export interface Prepared<X = Matrix> {
  readonly framework: Framework;
  readonly X_train: X;
  readonly y_train?: Target;
  readonly X_validation?: X;
  readonly y_validation?: Target;
  readonly X_test?: X;
  /** Where the test table has the target. */
  readonly y_test?: Target;
  readonly ids_train: Table;
  readonly ids_validation?: Table;
  readonly ids_test?: Table;
  readonly featureNames: readonly string[];
  /** The class of each code of y; empty for regression. */
  readonly classes: readonly Label[];
  /** Columns that no model is given, and why. */
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
  /** Files for Python that were written. */
  readonly files?: readonly string[];
}

/** Reads what a model is trained and tested on: the tables of features where there are any, else the tables as they were loaded. */
export async function prepareForMl(ws: Workspace, name: string, options: PrepareOptions = {}): Promise<Prepared<Matrix | Table>> {
  const framework = checkFramework(options.framework ?? 'auto');
  return track(ws.config, { type: 'dataset_read', operation: 'prepare_for_ml', dataset: name }, async (note) => {
    const dataset = await openDataset(ws, name);
    const texts = options.texts === 'codes' ? 'keep' : 'leave';
    const columns = await columnsForMl(dataset, { ...options, texts });
    const parts = await readParts(ws, dataset, columns);
    const train = parts.get(columns.train.role)!;
    note.rows?.(train.X.numRows);
    const { codes, classes } = learn(dataset.record, columns, train, framework === 'tfjs' ? 'float32' : (options.precision ?? 'float64'));
    const shape = matrices(framework, options);
    const X_train = shape(train.X);
    const made = new Map(columns.others.map(({ role }) => [role, { ...parts.get(role)!, X: shape(parts.get(role)!.X, X_train) }]));
    const files = await filesOf(ws, name, framework, options);
    const [validation, test] = [made.get('validation'), made.get('test')];
    return {
      framework,
      X_train,
      ...withY('y_train', codes(train)),
      ids_train: train.ids,
      ...(validation ? { X_validation: validation.X, ids_validation: validation.ids, ...withY('y_validation', codes(validation)) } : {}),
      ...(test ? { X_test: test.X, ids_test: test.ids, ...withY('y_test', codes(test)) } : {}),
      featureNames: columns.featureNames,
      classes,
      leftOut: columns.leftOut,
      ...(files ? { files } : {}),
    };
  });
}

const withY = <K extends string>(key: K, y: Target | undefined): Partial<Record<K, Target>> =>
  y === undefined ? {} : ({ [key]: y } as Record<K, Target>);

function checkFramework(framework: string): Framework {
  const known = FRAMEWORKS.find((one) => one === framework);
  if (known) return known;
  throw new MdmError('usage', `There is no framework ${JSON.stringify(framework)}.`, `There are: ${FRAMEWORKS.join(', ')}`);
}

/** Python reads files, so these frameworks need a folder; the tables in memory are Arrow's. */
async function filesOf(ws: Workspace, name: string, framework: Framework, options: PrepareOptions): Promise<readonly string[] | undefined> {
  if (['auto', 'javascript', 'tfjs', 'arrow'].includes(framework)) return undefined;
  if (options.folder === undefined)
    throw new MdmError(
      'usage',
      `${framework} reads files, and no folder for them was named.`,
      'Name one (folder), or take another framework: tfjs, javascript, arrow.',
    );
  const { writeForPython } = await import('./python.js');
  return (await writeForPython(ws, name, options.folder, { ...options, texts: 'leave' })).files;
}

/** Tables as a framework takes them; a further table is coded as the first. */
function matrices(
  framework: Framework,
  { precision, order, texts }: PrepareOptions,
): (table: Table, like?: Matrix | Table) => Matrix | Table {
  if (!['auto', 'javascript', 'tfjs'].includes(framework)) return (table) => table;
  return (table, like) =>
    matrixOf(table, {
      precision: framework === 'tfjs' ? 'float32' : (precision ?? 'float64'),
      order: order ?? 'row',
      ...(texts === 'codes' ? { texts } : {}),
      ...(like && 'categories' in like ? { categories: like.categories } : {}),
    });
}

/** One table of a dataset for a model. */
export interface Part {
  readonly X: Table;
  readonly y: Vector | undefined;
  readonly ids: Table;
}

export async function readParts(ws: Workspace, dataset: Dataset, columns: MlColumns): Promise<Map<string, Part>> {
  const parts = new Map<string, Part>();
  for (const role of [columns.train, ...columns.others]) parts.set(role.role, await readPart(ws, dataset, columns, role));
  return parts;
}

async function readPart(
  ws: Workspace,
  dataset: Dataset,
  { featureNames, target, ids }: MlColumns,
  role: RoleTables,
  limit?: number,
): Promise<Part> {
  const there = [...ids, ...(target === undefined ? [] : [target])].filter((name) => role.columns.has(name));
  const wanted = [...new Set([...featureNames, ...there])];
  const tables = new Map<string, Table>();
  for (const table of new Set(wanted.map((name) => role.columns.get(name)!.table))) {
    const own = wanted.filter((name) => role.columns.get(name)!.table === table);
    tables.set(table, await readStored(ws, dataset, table, { columns: own, ...(limit === undefined ? {} : { limit }) }));
  }
  const { tableFrom } = await import('../engine/arrow-table.js');
  const column = (name: string): Vector => tables.get(role.columns.get(name)!.table)!.getChild(name)!;
  const pick = (names: readonly string[]): Table => tableFrom(names.map((name) => [name, column(name)]));
  return {
    X: pick(featureNames),
    y: target !== undefined && role.columns.has(target) ? column(target) : undefined,
    ids: pick(ids.filter((name) => role.columns.has(name))),
  };
}

interface Learnt {
  readonly codes: (part: Part | { readonly y: Vector | undefined }) => Target | undefined;
  readonly classes: readonly Label[];
}

/** How the target becomes numbers: codes of classes, or the numbers that they are. */
function learn({ problem_type }: DatasetRecord, { target }: MlColumns, train: Part, precision: 'float32' | 'float64'): Learnt {
  const { y } = train;
  if (y === undefined) return { codes: () => undefined, classes: [] };
  const byNumber = problem_type === 'regression' || problem_type === 'time_series' || problem_type === 'ranking';
  if (byNumber || (problem_type === null && kindOf(y.type as DataType) === 'number')) {
    const numbers = (vector: Vector): Target => {
      const values = targetNumbers(vector, target!);
      return precision === 'float32' ? Float32Array.from(values) : values;
    };
    return { codes: (part) => part.y && numbers(part.y), classes: [] };
  }
  const { classes } = encodeLabels(y);
  return { codes: (part) => part.y && encodeLabels(part.y, classes).codes, classes };
}

/** The columns of one table by what they are for. */
export interface Loaded {
  /** The columns a model is given. */
  readonly X: Table;
  /** The target, where the table has it. */
  readonly y: Vector | undefined;
  readonly ids: Table;
}

export interface LoadDatasetOptions extends ColumnsOptions {
  /** Default the one that is trained on. */
  readonly role?: 'train' | 'validation' | 'test' | (string & {});
  readonly limit?: number;
}

/** Loads a table as features, target and ids. Without `features` it is the table as it was loaded, with its texts. */
export async function loadXy(ws: Workspace, name: string, options: LoadDatasetOptions = {}): Promise<Loaded> {
  return track(ws.config, { type: 'dataset_read', operation: 'load_dataset', dataset: name }, async (note) => {
    const dataset = await openDataset(ws, name);
    const columns = await columnsForMl(dataset, { texts: 'keep', ...options, features: options.features ?? false });
    const role = [columns.train, ...columns.others].find((one) => options.role === undefined || one.role === options.role);
    if (!role)
      throw new MdmError(
        'usage',
        `The dataset ${JSON.stringify(dataset.record.name)} has no table ${JSON.stringify(options.role)}.`,
        `It has: ${Object.keys(dataset.record.tables).join(', ')}`,
      );
    const part = await readPart(ws, dataset, columns, role, options.limit);
    note.rows?.(part.X.numRows);
    return part;
  });
}
