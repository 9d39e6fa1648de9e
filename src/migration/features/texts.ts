import type { ColumnType, StoredColumn } from '../../storage/backend.js';
import type { KeptFeatures } from './kept.js';
import type { PythonOperation } from './module.js';

const OUTPUT: Readonly<Record<ColumnType, readonly [type: string, arrow: string]>> = {
  int64: ['double', 'Float64'],
  double: ['double', 'Float64'],
  boolean: ['boolean', 'Bool'],
  text: ['text', 'Utf8'],
  timestamp: ['timestamp', 'TimestampMicrosecond'],
  date: ['timestamp', 'TimestampMicrosecond'],
};

/** An operation with the names that it has in a plugin. */
export interface PortedOperation {
  readonly operation: PythonOperation;
  readonly kept: KeptFeatures;
  /** `petal-area` */
  readonly transformer: string;
  /** `petalArea` */
  readonly constant: string;
  /** Kept feature -> its name in the plugin. */
  readonly names: Readonly<Record<string, string>>;
}

export function named(operation: PythonOperation, kept: KeptFeatures): PortedOperation {
  const words = operation.name.toLowerCase().match(/[a-z0-9]+/g) ?? ['operation'];
  const first = /^[a-z]/.test(words[0]) ? words : ['f', ...words];
  const constant = `${first[0]}${first
    .slice(1)
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join('')}`;
  const names: Record<string, string> = {};
  for (const { name } of kept.features) names[name] = featureName(name, Object.values(names));
  return { operation, kept, transformer: first.join('-'), constant, names };
}

/** Small letters, digits and single underscores. */
function featureName(kept: string, taken: readonly string[]): string {
  const plain =
    kept
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replaceAll(/^_+|_+$/g, '') || 'feature';
  const name = /^[a-z]/.test(plain) ? plain : `f_${plain}`;
  for (let n = 2, next = name; ; n++) {
    if (!taken.includes(next)) return next;
    next = `${name}_${n}`;
  }
}

/** What the pipeline calls a feature of a transformer that reads several columns. */
export const fullName = ({ transformer, names }: PortedOperation, kept: string): string =>
  `${transformer.replaceAll('-', '_')}__${names[kept]}`;

const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)}'`;
const list = (texts: readonly string[]): string => `[${texts.map(quoted).join(', ')}]`;

/** The transformer: its outputs are those of the operation, and its values are missing until it is ported. */
export function transformerText(ported: PortedOperation): string {
  const { operation, kept, transformer, constant, names } = ported;
  const semantics = [...new Set(Object.values(kept.columns))].sort();
  const output = ({ name, type }: StoredColumn): string =>
    `    { name: ${quoted(names[name]!)}, type: '${OUTPUT[type][0]}' as const, explain: ${quoted(`${name}, as the operation ${operation.name} of MDM 1.0.6 made it.`)} },`;
  const value = ({ name, type }: StoredColumn): string =>
    `      ${names[name]}: arrow.vectorFromArray(missing, new arrow.${OUTPUT[type][1]}()),`;
  const code = operation.code.replaceAll('*/', '* /').split('\n');
  return `import { defineBatchTransformer, type Column } from '@mdm/sdk';
import { z } from 'zod';

const NEEDS: readonly string[] = ${list(Object.keys(kept.columns))};
const complete = (on: readonly Column[]): boolean => NEEDS.every((name) => on.some((column) => column.name === name));

/**
 * The operation ${operation.name} of MDM 1.0.6:
 *
${code.map((line) => ` *     ${line}`.trimEnd()).join('\n')}
 */
export const ${constant} = defineBatchTransformer({
  meta: {
    name: ${quoted(transformer)},
    version: 1,
    summary: ${quoted(`${operation.name} of MDM 1.0.6`)},
    appliesTo: { semantic: ${list(semantics)}, arity: 'all' },
    outputs: ${list(Object.values(names))},
    params: z.strictObject({}),
  },
  reason: 'It is a port of a Python function that computes on whole columns.',

  outputs({ on }) {
    if (!complete(on)) return [];
    return [
${kept.features.map((one) => output(one).replace(/^ {4}/, '      ')).join('\n')}
    ];
  },

  run(batch, { on }, arrow) {
    if (!complete(on)) return {} as Record<string, never>;
    // To be ported: the values are missing until the code above is written here. A column is batch.getChild(NEEDS[0]!).
    const missing = Array.from({ length: batch.numRows }, () => null);
    return {
${kept.features.map(value).join('\n')}
    };
  },
});
`;
}

/** The test: the rows that the dataset keeps give the features that it keeps. */
export const testText = ({ transformer, constant, kept }: PortedOperation): string => `import { readFileSync } from 'node:fs';
import { checkTransformer, type TransformerCase } from '@mdm/sdk/testing';
import { ${constant} } from '../src/${transformer}.ts';

// ${kept.rows.length} rows of the dataset, and the features that MDM 1.0.6 made of them.
const parity = JSON.parse(readFileSync(new URL('./${transformer}.parity.json', import.meta.url), 'utf8')) as TransformerCase;

checkTransformer(${constant}, { cases: [parity] });
`;

export const parityText = (ported: PortedOperation): string => {
  const { kept, operation } = ported;
  const expect = Object.fromEntries(Object.entries(kept.expect).map(([name, values]) => [fullName(ported, name), values]));
  return `${JSON.stringify({ name: `as ${operation.name} of MDM 1.0.6`, columns: kept.columns, rows: kept.rows, expect })}\n`;
};

export const indexText = (namespace: string, all: readonly PortedOperation[]): string => `import { definePlugin } from '@mdm/sdk';
${all.map(({ constant, transformer }) => `import { ${constant} } from './${transformer}.ts';`).join('\n')}

export default definePlugin({ namespace: ${quoted(namespace)}, transformers: [${all.map(({ constant }) => constant).join(', ')}] });
`;

/** What is to be done by hand. */
export function portingText(file: string, all: readonly PortedOperation[], left: readonly string[]): string {
  const rows = all.map(
    (one) =>
      `| ${one.operation.name} | src/${one.transformer}.ts | ${Object.keys(one.kept.columns).join(', ')} | ${Object.keys(one.names).join(', ')} |`,
  );
  return `# Porting ${file}

Each operation is a transformer whose values are missing until it is ported. Its test compares them with the features that the dataset keeps;
\`mdm plugins test\` fails until they are equal. A batch may not depend on another: what needs the whole table, such as a mean, is measured in \`fit\`
of a transformer of the kind \`expr\`.

| operation | transformer | columns | features that are kept |
|---|---|---|---|
${rows.join('\n')}
${left.length === 0 ? '' : `\nWithout a transformer, because the dataset keeps no feature of theirs: ${left.join(', ')}.\n`}`;
}
