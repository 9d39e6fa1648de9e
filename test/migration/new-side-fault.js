import { registerHooks } from 'node:module';

/*
 * node --import new-side-fault.js bin/run.js ...: in this process a function of the new side of the component that NEW_SIDE_FAULT names is
 * wrong, as after a release that broke it. The old side has no part in these functions.
 */
const FAULTS = {
  backend: {
    of: '/dist/storage/duckdb/read.js',
    name: 'readTable',
    /** The last row of each batch is lost on the way. */
    wrong: (right) =>
      async function* (...asked) {
        for await (const batch of right(...asked)) yield batch.slice(0, batch.numRows - 1);
      },
  },
  config: {
    of: '/dist/config/file.js',
    name: 'readFile',
    /** One key of the file is not seen. */
    wrong:
      (right) =>
      (...asked) => {
        const file = right(...asked);
        return { ...file, values: new Map([...file.values].filter(([key]) => key !== 'cli.page_size')) };
      },
  },
  registrar: {
    of: '/dist/datasets/load.js',
    name: 'loadScan',
    /** One column is stored ten times as large. */
    wrong:
      (right) =>
      (ws, db, backend, store, table, { scan, ...given }, ...more) => {
        const columns = scan.columns.map((one) => (one.name === 'petal_width' ? { ...one, value: `(${one.value}) * 10` } : one));
        return right(ws, db, backend, store, table, { ...given, scan: { ...scan, columns } }, ...more);
      },
  },
  features: {
    of: '/mdm1/dist/sums.js',
    name: 'moments',
    /** The standard deviation is that of the population. */
    wrong: (right) => (values) => right(values, 0),
  },
};

export const { of, name, wrong } = FAULTS[process.env.NEW_SIDE_FAULT];

registerHooks({
  load(url, context, next) {
    if (!url.endsWith(of)) return next(url, context);
    const right = JSON.stringify(`${url}?right`);
    const source = [
      `import { ${name} as right } from ${right};`,
      `import { wrong } from ${JSON.stringify(import.meta.url)};`,
      `export * from ${right};`,
      `export const ${name} = wrong(right);`,
    ];
    return { format: 'module', source: source.join('\n'), shortCircuit: true };
  },
});
