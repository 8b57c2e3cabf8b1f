import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

const cdk = { group: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'], message: 'This room knows no CDK.' };
const rooms = ['edge', 'tls', 'keys', 'workload', 'scaling', 'monitoring', 'stack'];

/** Imports from a folder one or two below `lib/`. */
const from = (...paths) => paths.flatMap((path) => [`../${path}`, `../../${path}`]);
const others = (room) => ({
  group: from(...rooms.filter((other) => other !== room).map((other) => `${other}/*`)),
  message: 'What it needs of a room it gets as a value from puma-service.ts.',
});
const uphill = {
  group: from('index', 'make-edge', 'puma-component', 'puma-service*', 'puma-stack'),
  message: 'Imports run downhill: puma-service -> rooms -> kubernetes, model.',
};

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      'cdk.out/',
      'coverage/',
      '.tools/',
      'jest.config.js',
      '**/*.cjs',
      'test/support/*.js',
      '*.mjs',
      'scripts/*.mjs',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  { files: ['bin/**', 'bench/**', 'test/**', 'scripts/**'], rules: { 'no-console': 'off' } },
  {
    files: ['test/**'],
    plugins: { jest },
    rules: {
      ...jest.configs['flat/recommended'].rules,
      '@typescript-eslint/unbound-method': 'off',
      // Tests walk into templates and manifests, which are JSON.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      'jest/expect-expect': [
        'error',
        {
          assertFunctionNames: [
            'expect*',
            '**.has*',
            '**.resourceCountIs',
            '**.resourcePropertiesCountIs',
            '**.allResources*',
            'fc.assert',
          ],
        },
      ],
    },
  },
  { files: ['runtime/**'], rules: { 'no-restricted-imports': ['error', { patterns: [cdk] }] } },
  {
    files: ['lib/model/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [cdk, others(), uphill] }] },
  },
  ...['kubernetes', ...rooms].map((room) => ({
    files: [`lib/${room}/**`],
    rules: { 'no-restricted-imports': ['error', { patterns: [others(room), uphill] }] },
  })),
);
