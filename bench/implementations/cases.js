import { join, resolve } from 'node:path';
import { tableOf } from './tables.js';

/*
 * Each case: `of`, the components it is about; `small`, whether it is in the short round too; `ready`, argument lists of what is done once
 * in the home of a side; `run`, argument lists that are measured one after another; `together`, that are measured at once; `fresh`,
 * whether each run has a home of its own. A list is of `mdm`, or of client.js when it begins with "client". Features are made by profile
 * mdm1 on the new side: those that the old side makes.
 */
export function casesOf(work) {
  const file = (kind, rows) => tableOf(work, kind, rows);
  const register = (name, kind, rows, ...more) => ['dataset', 'register', name, file(kind, rows), '--target', 'class', ...more];
  const plain = (name, rows) => register(name, 'mixed', rows, '--no-features', '--skip-analysis');
  const some = [plain('one', 1_000), plain('two', 1_000), plain('three', 1_000)];
  const many = (count) => Array.from({ length: count }, (_, i) => `d${i}`);
  const client = (what, rows) => ({ ready: [plain('d', rows)], run: [['client', what, 'd']] });
  const features = (...run) => ({ of: ['features'], env: { MDM_FEATURES_PROFILE: 'mdm1' }, run });
  const generate = (kind, rows) => ['features', 'generate', file(kind, rows), '--target', 'class', '-o', 'features.parquet', '--force'];
  const [registering, reading] = [
    ['registrar', 'backend'],
    ['config', 'backend'],
  ];

  return {
    ...Object.fromEntries(
      [100, 1_000, 5_000, 10_000].map((rows) => [
        `register ${rows} rows`,
        { of: registering, small: rows === 100, fresh: true, run: [register('d', 'mixed', rows)] },
      ]),
    ),
    info: { of: reading, small: true, ready: some, run: [['dataset', 'info', 'one', '--details', '--json']] },
    stats: { of: reading, ready: some, run: [['dataset', 'stats', 'one', '--json']] },
    list: { of: reading, ready: some, run: [['dataset', 'list', '--json']] },
    search: { of: reading, ready: some, run: [['dataset', 'search', 'o', '--json']] },
    'features of 1000 numeric rows': { ...features(generate('numeric', 1_000)), small: true },
    'features of 1000 mixed rows': features(generate('mixed', 1_000)),
    'features of 5000 categorical rows': features(generate('categorical', 5_000)),
    ...Object.fromEntries(
      [5, 10, 20].map((count) => [
        `batch of ${count}`,
        {
          of: ['backend'],
          ready: many(count).map((name) => plain(name, 100)),
          run: [['batch', 'stats', ...many(count)]],
        },
      ]),
    ),
    'memory of loading': { of: ['backend'], ...client('load', 50_000) },
    'memory of features': features(generate('mixed', 10_000)),
    'memory of five loads at once': { of: ['backend'], ...client('threads', 10_000) },
    'ten queries at once': { of: ['backend'], ...client('queries', 10_000) },
    'three registrations at once': {
      of: registering,
      fresh: true,
      together: ['a', 'b', 'c'].map((name) => register(name, 'mixed', 1_000)),
    },
    ...Object.fromEntries(
      [10_000, 50_000, 100_000].map((rows) => [`load ${rows} rows`, { of: registering, fresh: true, run: [plain('d', rows)] }]),
    ),
    'workflow of a dataset': {
      of: [...registering, 'config'],
      fresh: true,
      run: [
        register('d', 'mixed', 1_000),
        ['dataset', 'info', 'd', '--json'],
        ['dataset', 'stats', 'd', '--json'],
        ['dataset', 'export', 'd', '--output-dir', 'out'],
        ['dataset', 'remove', 'd', '--force'],
      ],
    },
    'workflow of features': {
      of: ['features', 'config'],
      fresh: true,
      run: [generate('mixed', 1_000), ['features', 'list', '--json'], ['config', 'list', '--json']],
    },
  };
}

const bin = resolve(import.meta.dirname, '../../bin/run.js');

/** The arguments of node for a list. */
export const argumentsOf = ([first, ...rest]) =>
  first === 'client' ? [join(import.meta.dirname, 'client.js'), ...rest] : [bin, first, ...rest];
