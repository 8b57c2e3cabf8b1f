const { availableParallelism } = require('node:os');

/** Fast unit tests beside tests that talk to real Puma and real APIs, and, by `npm run test:cluster` alone, to a real control plane; types are checked apart, by `npm run lint`. */
const common = {
  testEnvironment: '<rootDir>/test/support/suite-environment.js',
  rootDir: __dirname,
  // Else in the system's temporary folder, where nobody empties it.
  cacheDirectory: '<rootDir>/.tools/jest',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  moduleNameMapper: { '^cdk-puma-eks$': '<rootDir>/lib/index.ts' },
  globalSetup: '<rootDir>/test/support/set-up-run.js',
  globalTeardown: '<rootDir>/test/support/tear-down-run.js',
  setupFiles: ['<rootDir>/test/support/environment.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/cdk.out', '<rootDir>/.tools'],
};

module.exports = {
  // jest's own default is one less than there are processors: one on a small machine, which then mostly waits with its suite.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // For what hangs alone: how fast the machine is, and what else it does, decides no test. More than a few of test/support/until.ts.
  testTimeout: 300_000,
  testSequencer: '<rootDir>/test/support/sequencer.js',
  reporters: ['default', '<rootDir>/test/support/no-keys.js', '<rootDir>/test/support/closing-line.js'],
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/real/', '<rootDir>/test/cluster/'],
    },
    { ...common, displayName: 'real', testMatch: ['<rootDir>/test/real/**/*.test.ts'] },
    { ...common, displayName: 'cluster', testMatch: ['<rootDir>/test/cluster/**/*.test.ts'] },
  ],
};
