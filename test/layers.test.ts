import { join } from 'node:path';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { directions, layers } from '../eslint.config.js';

const root = join(import.meta.dirname, '..');
const linter = new Linter({ configType: 'flat', cwd: root });
const config = [{ files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } }, ...directions] as Linter.Config[];

function report(file: string, code: string): string[] {
  return linter.verify(code, config, { filename: join(root, file) }).map(({ message }) => message);
}

describe('wrong imports are reported', () => {
  test.each([
    ['src/sql/print.ts', `import { run } from '../engine/engine.js';`],
    ['src/sql/print.ts', `import type { Engine } from '../engine/engine.js';`],
    ['src/sql/print.ts', `export * from '../pipeline/plan.js';`],
    ['src/sql/print.ts', `await import('../pipeline/plan.js');`],
    ['src/sql/print.ts', `let plan: import('../pipeline/plan.js').Plan;`],
    ['src/engine/engine.ts', `import { plan } from '../pipeline/plan.js';`],
    ['src/engine/engine.ts', `import { load } from '../host/load.js';`],
    ['src/engine/duckdb/engine.ts', `import { plan } from '../../pipeline/plan.js';`],
    ['src/engine/duckdb/engine.ts', `import { mdm } from '../../index.js';`],
    ['src/host/load.ts', `import { memory } from '../storage/memory.js';`],
    ['src/host/load.ts', `import temporal from '@mdm/feature-temporal';`],
    ['src/engine/duckdb/driver.ts', `import { DuckDBInstance } from '@duckdb/node-api';`],
    ['src/datasets/yaml.ts', `const { parse } = await import('yaml');`],
    ['src/pipeline/run.ts', `import Generate from '../commands/features/generate.js';`],
    ['src/pipeline/run.ts', `import { column } from '../sdk/index.js';`],
    ['src/install/install.ts', `import { plan } from '../pipeline/plan.js';`],
    ['src/pipeline/run.ts', `import { install } from '../install/install.js';`],
    ['src/datasets/query.ts', `import { sqliteBackend } from '../storage/sqlite/backend.js';`],
    ['src/commands/dataset/info.ts', `const { duckdbBackend } = await import('../../storage/duckdb/backend.js');`],
    ['src/commands/dataset/register.ts', `import { oldSide } from '../../components/legacy.js';`],
    ['src/client/session.ts', `import { openOldConfig } from '../components/config/old.js';`],
    ['src/client/session.ts', `import type { OldTables } from '../components/backend/old-tables.js';`],
    ['src/client/session.ts', `const { createBackends } = await import('../storage/open.js');`],
    ['src/commands/dataset/register.ts', `await import('../../datasets/registration/register.js');`],
    ['src/client.ts', `await import('./datasets/features/generate.js');`],
    ['src/errors.ts', `import { config } from './config.js';`],
    ['src/index.ts', `import Generate from './commands/features/generate.js';`],
    ['src/sdk/expr.ts', `import { print } from '../sql/print.js';`],
    ['src/sdk/expr.ts', `import { Table } from 'apache-arrow';`],
    ['src/sdk/expr.ts', `import { check } from './testing/index.js';`],
    ['src/sdk/testing/kit.ts', `import { print } from '../../sql/print.js';`],
    ['plugins/text/src/length.ts', `import { print } from '@mdm/cli';`],
    ['plugins/text/src/length.ts', `import { cycle } from '@mdm/feature-temporal';`],
    ['plugins/text/src/length.ts', `import { check } from '@mdm/sdk/testing';`],
    ['plugins/text/src/length.ts', `import { check } from '@mdm/cli/testing';`],
    ['plugins/text/src/length.ts', `import { print } from '../../../src/sql/print.js';`],
    ['plugins/text/test/length.test.ts', `import { run } from '../../../src/pipeline/run.js';`],
    ['plugins/text/test/length.test.ts', `import { run } from '@mdm/cli';`],
    ['plugins/text/test/length.test.ts', `import { trainAll } from '@mdm/cli/testing';`],
  ])('%s: %s', (file, code) => {
    expect(report(file, code)).toHaveLength(1);
  });
});

describe('right imports are not', () => {
  test.each([
    ['src/sql/print.ts', `import { column } from '@mdm/sdk'; import { fail } from '../errors.js'; import { walk } from './walk.js';`],
    ['src/engine/engine.ts', `import { print } from '../sql/print.js'; import { readFile } from 'node:fs/promises';`],
    ['src/engine/duckdb/arrow.ts', `import { Table } from 'apache-arrow'; import type { Engine } from '../engine.js';`],
    ['src/engine/duckdb/driver.ts', `import { DuckDBInstance } from '#duckdb';`],
    ['src/vendor/yaml.ts', `export { parse } from 'yaml';`],
    ['src/pipeline/run.ts', `import { open } from '../engine/duckdb/engine.js'; import { load } from '../host/load.js';`],
    ['src/install/install.ts', `import { readStore } from '../host/store.js';`],
    ['src/datasets/query.ts', `import type { IStorageBackend } from '../storage/backend.js';`],
    ['src/migration/home/migrate.ts', `import { createBackends } from '../../storage/open.js';`],
    ['src/client/session.ts', `const { createBackends } = await import('../components/backend/index.js');`],
    ['src/index.ts', `export { run } from './pipeline/run.js';`],
    ['src/commands/features/generate.ts', `import { generate } from '../../index.js';`],
    ['src/sdk/contract.ts', `import type { RecordBatch } from 'apache-arrow';`],
    ['src/sdk/expr.ts', `import { z } from 'zod'; import type { Column } from './contract.js';`],
    ['plugins/text/src/index.ts', `import { column } from '@mdm/sdk'; import { z } from 'zod'; import { length } from './length.js';`],
    ['plugins/text/test/length.test.ts', `import { check } from '@mdm/sdk/testing'; import { length } from '../src/length.js';`],
  ])('%s: %s', (file, code) => {
    expect(report(file, code)).toEqual([]);
  });
});

test('no layer stands in the table twice', () => {
  const names = layers.flat();
  expect(new Set(names).size).toBe(names.length);
});
