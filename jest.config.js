import { availableParallelism } from 'node:os';

export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts', '<rootDir>/plugins/*/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } }] },
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^@mdm/cli$': '<rootDir>/src/index.ts',
    '^@mdm/cli/ml$': '<rootDir>/src/ml/index.ts',
    '^@mdm/cli/testing$': '<rootDir>/src/testing/index.ts',
    '^@mdm/sdk$': '<rootDir>/src/sdk/index.ts',
    '^@mdm/sdk/testing$': '<rootDir>/src/sdk/testing/index.ts',
    '^#(duckdb|yaml)$': '<rootDir>/src/vendor/$1.ts',
    '^#(danfojs|simple-statistics)$': '<rootDir>/plugins/legacy/src/vendor/$1.ts',
    '^@mdm/feature-([^/]+)$': '<rootDir>/plugins/$1/src/index.ts',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/src/sdk/dist/', '<rootDir>/plugins/[^/]+/dist/'],
  setupFiles: ['<rootDir>/test/setup/console.js', '<rootDir>/test/setup/environment.js'],
  collectCoverageFrom: ['src/**/*.ts', 'plugins/*/src/**/*.ts', '!**/*.d.ts'],
  coverageProvider: 'v8',
  testSequencer: '<rootDir>/test/setup/sequencer.js',
  // Tests wait for processes of their own a quarter of the time.
  maxWorkers: Math.min(4, availableParallelism() + 1),
  testTimeout: 60_000,
};
