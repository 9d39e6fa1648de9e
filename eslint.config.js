import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Who may import whom: a row may import the rows above it and its own folder, never its neighbours. A name is a folder or a file of src. */
export const layers = [
  ['sdk'],
  ['errors'],
  ['config'],
  ['log'],
  ['metrics', 'operations'],
  ['flags'],
  ['sql'],
  ['engine', 'host'],
  ['storage'],
  ['pipeline', 'install'],
  ['timeseries', 'ml'],
  ['datasets', 'parity', 'testing', 'develop'],
  ['report'],
  ['components'],
  ['migration', 'recovery'],
  ['client'],
  ['index'],
  ['commands', 'cli'],
];

const depths = [0, 1, 2, 3];
const up = (count) => String.raw`(?:\.\./){${count}}`;

/** Rules that report every way to import a module: `import`, `export from`, `import()` and `import('...').Type`. */
function forbid(bans) {
  return {
    'no-restricted-imports': ['error', { patterns: bans.map(({ regex, message }) => ({ regex, message, caseSensitive: true })) }],
    'no-restricted-syntax': [
      'error',
      ...bans.flatMap(({ regex, message }) =>
        ['ImportExpression', 'TSImportType'].map((node) => ({
          selector: `${node}[source.value=/${regex.replaceAll('/', String.raw`\u002F`)}/]`,
          message,
        })),
      ),
    ],
  };
}

/** Layers that work with components by their interfaces, whichever side answers. */
const CALLERS = ['timeseries', 'ml', 'datasets', 'parity', 'report', 'client', 'index', 'commands', 'cli'];
const IMPLEMENTATIONS = String.raw`(?:storage/(?:sqlite|duckdb|postgres)|components/(?:legacy|[^/]+/(?:old[^/]*|connections)))(?:/|\.js$)`;
/** Layers that use a component through its facade, which asks the flag. */
const FACADES = ['client', 'index', 'commands', 'cli'];
const PAST_THE_FLAG = String.raw`(?:storage/open|datasets/registration/(?:register|resume)|datasets/features/(?:generate|make))\.js$`;

function hostBans(name, row, depth) {
  const other = layers
    .slice(row)
    .flat()
    .filter((layer) => layer !== name);
  const from = depth === 0 ? String.raw`^\./` : `^${up(depth)}`;
  return [
    ...(other.length > 0
      ? [
          {
            regex: `${from}(?:${other.join('|')})(?:/|\\.js$)`,
            message: `src/${name} may not import this layer (see the table in eslint.config.js).`,
          },
        ]
      : []),
    ...(CALLERS.includes(name)
      ? [
          {
            regex: `${from}${IMPLEMENTATIONS}`,
            message: 'Callers know the interface of a component, and its facade, never an implementation.',
          },
        ]
      : []),
    ...(FACADES.includes(name)
      ? [{ regex: `${from}${PAST_THE_FLAG}`, message: 'The facade of the component, in src/components, asks the flag which side answers.' }]
      : []),
    { regex: '^(?:@duckdb/node-api|yaml)$', message: 'It is imported as #duckdb or #yaml, which are one file each (src/vendor).' },
    { regex: `${from}sdk/`, message: "The host imports the SDK as '@mdm/sdk'." },
    { regex: '^@mdm/feature-', message: 'The host finds plugins by their package.json and never imports one by name.' },
  ];
}

const host = layers.flatMap((names, row) =>
  row === 0
    ? []
    : names.flatMap((name) =>
        depths.map((depth) => ({
          files: [depth === 0 ? `src/${name}.ts` : `src/${name}/${'*/'.repeat(depth - 1)}*.ts`],
          rules: forbid(hostBans(name, row, depth)),
        })),
      ),
);

const alone = { regex: String.raw`^(?!\.|zod$|apache-arrow$)`, message: 'The SDK depends on zod alone.' };
const typesOnly = {
  selector: 'ImportDeclaration[importKind="value"][source.value="apache-arrow"]',
  message: 'The SDK takes types from Arrow, never code.',
};
const outsideSdk = (count) => ({ regex: `^${up(count)}`, message: 'The SDK imports nothing else of MDM.' });
const intoTesting = { regex: String.raw`^\./testing/`, message: 'The testing kit builds on the SDK, not the other way round.' };
const sdkRules = forbid([alone, outsideSdk(1), intoTesting]);
sdkRules['no-restricted-syntax'].push(typesOnly);

const sdk = [
  { files: ['src/sdk/*.ts'], rules: sdkRules },
  // The kit runs what it checks: the host hands it an engine, so only node's own modules come on top.
  { files: ['src/sdk/testing/*.ts'], rules: forbid([{ ...alone, regex: String.raw`^(?!\.|zod$|apache-arrow$|node:)` }, outsideSdk(2)]) },
];

const plugins = depths.flatMap((depth) => {
  const outside = { regex: `^${up(depth + 2)}`, message: 'A plugin imports its own files, @mdm/sdk and npm packages.' };
  const folders = '*/'.repeat(depth);
  return [
    {
      files: [`plugins/*/src/${folders}*.ts`],
      rules: forbid([outside, { regex: '^@mdm/(?!sdk$)', message: 'Of MDM, a plugin imports @mdm/sdk alone.' }]),
    },
    {
      files: [`plugins/*/test/${folders}*.ts`],
      rules: forbid([
        outside,
        { regex: '^@mdm/(?!sdk(?:/testing)?$)', message: "Of MDM, a plugin's tests import @mdm/sdk and @mdm/sdk/testing alone." },
      ]),
    },
  ];
});

/** Import direction only, for the test that proves it. */
export const directions = [...host, ...sdk, ...plugins];

export default defineConfig(
  { ignores: ['**/dist/', 'coverage/', 'test/data/', 'tools/create-feature/template/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.json', 'src/sdk/tsconfig.json', 'plugins/*/tsconfig.json', 'test/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // An engine or a backend keeps its interface's promise even where this one has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // Behaviour is functions over plain data; no method here reads `this`.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  { files: ['src/**/*.ts', 'plugins/**/*.ts'], ignores: ['src/sdk/fn-docs.ts'], rules: { 'max-lines': ['error', 300] } },
  {
    files: ['**/test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  ...directions,
);
