import lit from 'eslint-plugin-lit';
import wc from 'eslint-plugin-wc';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const TESTS = ['**/*.test.ts', '**/*.contract.ts'];
const HELPERS = ['**/testing/**/*.ts'];

const bannedSyntax = [
  { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
  { selector: 'TSEnumDeclaration', message: 'Use a union of literals or a const object.' },
  { selector: 'TSModuleDeclaration[kind="namespace"]', message: 'Modules are namespaces.' },
  { selector: 'TSParameterProperty', message: 'Declare the field and assign it.' },
];

/** What a folder must not import; `tools/architecture.test.ts` holds the whole rule. */
const without = (files, ignores, patterns) => ({
  files,
  ignores,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', '.data/', 'node_modules/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // The global event maps are augmented by interfaces that only extend ours.
      '@typescript-eslint/no-empty-object-type': [
        'error',
        { allowInterfaces: 'with-single-extends' },
      ],
      // Spreading a text into code points is the point of it.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // Index signatures are read with brackets: noPropertyAccessFromIndexSignature.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      eqeqeq: 'error',
      'max-lines': ['error', 250],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...bannedSyntax],
    },
  },
  {
    files: ['widget/**/*.ts'],
    extends: [lit.configs['flat/recommended'], wc.configs['flat/recommended']],
    settings: { wc: { elementBaseClasses: ['LitElement'] } },
    rules: {
      // The entry defines the elements, once and guarded, so that importing a class defines nothing.
      'wc/define-tag-after-class-definition': 'off',
    },
  },
  without(['widget/**/*.ts'], TESTS, [
    { group: ['node:*'], message: 'The widget runs in a browser.' },
    { regex: '^zod$', message: 'zod/mini: the whole of zod weighs more than the widget.' },
    { group: ['**/demo/**'], message: 'Nobody imports the demo.' },
  ]),
  without(['server/protocol/**/*.ts'], TESTS, [
    { regex: '^(?!zod/mini$|\\.)', message: 'The protocol knows zod/mini and itself.' },
  ]),
  without(
    ['server/providers/*/*.ts'],
    [...TESTS, '**/*.simulator.ts'],
    [
      { group: ['express', 'libsql', '**/store/**'], message: 'ctx is the way to the world.' },
      { group: ['**/checkout/**', '**/http/**'], message: 'A provider knows provider.ts alone.' },
    ],
  ),
  without(
    ['server/**/*.ts'],
    ['server/protocol/**', 'server/providers/**', ...TESTS, ...HELPERS],
    [
      { group: ['**/demo/**', '**/widget/**'], message: 'The server knows neither.' },
      { group: ['**/*.simulator.ts'], message: 'Simulators are for tests and the demo.' },
    ],
  ),
  {
    files: [...TESTS, ...HELPERS],
    rules: {
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      // node:test's own test() and describe() return promises that it awaits itself.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', name: ['test', 'it', 'describe', 'suite'], package: 'node:test' },
          ],
        },
      ],
      // Tests put back what they replaced.
      '@typescript-eslint/unbound-method': 'off',
      // Chai asserts by reading a property.
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
  {
    // Type plugins of the test kit make every assertion of chai look like a promise.
    files: ['widget/**/*.test.ts'],
    rules: { '@typescript-eslint/no-floating-promises': 'off' },
  },
  { files: ['tools/**', 'demo/**', 'server/cli.ts'], rules: { 'no-console': 'off' } },
  {
    // Vite demands a default export.
    files: ['vite.config.ts'],
    rules: { 'no-restricted-syntax': ['error', ...bannedSyntax.slice(1)] },
  },
);
