import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createFeature, type Refusal } from '@mdm/create-feature';
import type { Outcome } from '../../datasets/batch.js';
import { sameName } from '../../datasets/names.js';
import { openRepository } from '../../datasets/repository.js';
import type { Workspace } from '../../datasets/workspace.js';
import { MdmError } from '../../errors.js';
import { originOf } from '../home/origin.js';
import { readHome } from '../home/source.js';
import { listRuns } from '../runs/state.js';
import { keptOf, withTables } from './kept.js';
import { readModule } from './module.js';
import { indexText, named, parityText, portingText, testText, transformerText, type PortedOperation } from './texts.js';

export interface PortOptions {
  /** A dataset's name, or a module's file; default: all modules of this home and of the homes that were migrated. */
  readonly of?: string;
  /** Gets a folder for each module. */
  readonly into: string;
}

/** The package of a plugin that was made of a module. */
export interface PortedModule {
  readonly file: string;
  readonly dataset: string;
  readonly package: string;
  readonly folder: string;
  readonly transformers: readonly { readonly operation: string; readonly name: string; readonly features: readonly string[] }[];
  /** Operations of which the dataset keeps no feature. */
  readonly left: readonly string[];
  /** Rows that its test compares. */
  readonly rows: number;
}

/**
 * Makes a plugin of each module of custom features of MDM 1.0.6: a transformer for each operation, to be filled in, and a test that compares
 * it with the features that the dataset keeps. Modules are read, never run; what fails is in the outcomes and does not stop the others.
 */
export async function portFeatures(ws: Workspace, { of, into }: PortOptions): Promise<readonly Outcome<PortedModule>[]> {
  const files = await modulesOf(ws, of);
  const outcomes: Outcome<PortedModule>[] = [];
  for (const file of files) {
    try {
      outcomes.push({ name: file, ok: true, value: await port(ws, file, resolve(into)) });
    } catch (error) {
      outcomes.push({ name: file, ok: false, error: error instanceof Error ? error : new Error(String(error)) });
    }
  }
  return outcomes;
}

async function modulesOf(ws: Workspace, of: string | undefined): Promise<readonly string[]> {
  if (of?.endsWith('.py')) return [resolve(of)];
  const record = of === undefined ? undefined : await openRepository(ws.config).find(of);
  const origin = record && originOf(record)?.home;
  const homes = new Set([...(origin === undefined ? [] : [origin]), ...(await listRuns(ws.config)).flatMap(({ from }) => from ?? [])]);
  const folder = ws.config.path('paths.custom_features_path');
  const own = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.py') && !name.startsWith('_')).sort();
  const files = own.map((name) => ({ dataset: name.slice(0, -'.py'.length), file: join(folder, name) }));
  for (const home of homes)
    files.push(
      ...(await readHome(home).then(
        ({ customModules }) => customModules,
        () => [],
      )),
    );
  const wanted = files.filter(({ dataset }) => of === undefined || sameName(dataset, of)).map(({ file }) => file);
  if (wanted.length > 0) return wanted;
  const whose = of === undefined ? '' : ` of ${JSON.stringify(of)}`;
  throw new MdmError(
    'not-found',
    `There is no module of custom features in Python${whose}.`,
    'Name its file: mdm migrate features FILE.py -o DIR',
  );
}

async function port(ws: Workspace, file: string, into: string): Promise<PortedModule> {
  const { dataset, operations } = await readModule(file);
  if (operations.length === 0)
    throw new MdmError(
      'bad-data',
      `${file} has no operations: no function of it takes a table.`,
      'Write a plugin for it: mdm plugins create NAME',
    );
  const ported = await withTables(ws, dataset, file, async (tables) => {
    const found: PortedOperation[] = [];
    for (const operation of operations) {
      const kept = await keptOf(tables, operation);
      if (kept && kept.features.length > 0) found.push(named(operation, kept));
    }
    return found;
  });
  if (ported.length === 0)
    throw new MdmError(
      'not-found',
      `The dataset ${JSON.stringify(dataset)} keeps no feature that ${file} names.`,
      'Write a plugin for it: mdm plugins create NAME',
    );
  const left = operations.map(({ name }) => name).filter((name) => !ported.some(({ operation }) => operation.name === name));
  const made = await write(file, dataset, into, ported, left);
  return {
    file,
    dataset,
    ...made,
    transformers: ported.map(({ operation, transformer, names }) => ({
      operation: operation.name,
      name: transformer,
      features: Object.keys(names),
    })),
    left,
    rows: Math.max(...ported.map(({ kept }) => kept.rows.length)),
  };
}

async function write(
  file: string,
  dataset: string,
  into: string,
  ported: readonly PortedOperation[],
  left: readonly string[],
): Promise<{ readonly package: string; readonly folder: string }> {
  const name = `custom-${
    dataset
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '') || 'features'
  }`;
  await mkdir(into, { recursive: true });
  const made = await createFeature(name, { template: 'batch', directory: join(into, name) }).catch((error: Error & Partial<Refusal>) => {
    if (error.code !== 'usage' && error.code !== 'exists') throw error;
    throw new MdmError(error.code, error.message, error.code === 'exists' ? 'Give another folder: -o DIR' : error.next, error);
  });
  try {
    for (const worked of ['src/graphemes.ts', 'test/graphemes.test.ts']) await rm(join(made.folder, worked));
    const files = [
      ['src/index.ts', indexText(made.namespace, ported)],
      ['PORTING.md', portingText(file, ported, left)],
      ...ported.flatMap((one) => [
        [`src/${one.transformer}.ts`, transformerText(one)],
        [`test/${one.transformer}.test.ts`, testText(one)],
        [`test/${one.transformer}.parity.json`, parityText(one)],
      ]),
    ] as const;
    for (const [path, text] of files) await writeFile(join(made.folder, path), text);
    return { package: made.package, folder: made.folder };
  } catch (error) {
    await rm(made.folder, { recursive: true, force: true });
    throw error;
  }
}
