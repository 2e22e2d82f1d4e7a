import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

const DOMAIN = ['server/domain/**/*.ts']
const DESK = ['server/desk/**/*.ts']
const TESTS = ['test/**/*.ts']

/** The domain is told the time, the prices and the facts: it asks nobody, waits for nothing and never rounds through a float. */
const DOMAIN_BANS = [
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'Time is passed in as `asOf`.' },
  { selector: "NewExpression[callee.name='Date']", message: 'Time is an integer of seconds, passed in as `asOf`.' },
  { selector: "CallExpression[callee.name='Date']", message: 'Time is an integer of seconds, passed in as `asOf`.' },
  { selector: "CallExpression[callee.name='Number']", message: 'A float never touches an amount.' },
  { selector: "CallExpression[callee.name='parseFloat']", message: 'A float never touches an amount.' },
  {
    selector: "MemberExpression[object.name='Number'][property.name='parseFloat']",
    message: 'A float never touches an amount.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'The same facts give the same answer.',
  },
  { selector: ':function[async=true]', message: 'The domain is synchronous.' },
  { selector: 'AwaitExpression', message: 'The domain is synchronous.' },
]

const DOMAIN_GLOBALS = [
  'process',
  'fetch',
  'console',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'Buffer',
].map((name) => ({ name, message: 'The domain is pure: no I/O, no clock, no environment.' }))

const NODE_GLOBALS = Object.fromEntries(
  [
    'process',
    'console',
    'performance',
    'Buffer',
    'URL',
    'TextEncoder',
    'TextDecoder',
    'fetch',
    'setTimeout',
    'clearTimeout',
    'setInterval',
    'clearInterval',
    'AbortSignal',
  ].map((name) => [name, 'readonly']),
)

const SIZE = (level) => ({
  complexity: [level, 8],
  'max-lines': [level, { max: 200, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': [level, { max: 40, skipBlankLines: true, skipComments: true }],
})

export default defineConfig(
  { ignores: ['node_modules/', '.build/', '.data/', 'coverage/', 'public/', 'escrow-contracts/tools/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...SIZE('warn'),
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  { files: [...DOMAIN, ...DESK], rules: SIZE('error') },
  // A list of interfaces, read as one.
  { files: ['server/desk/ports.ts'], rules: { 'max-lines': 'off' } },
  // A Mongoose schema is written as plain objects that its types call instances.
  { files: ['models/**/*.ts'], rules: { '@typescript-eslint/no-unsafe-class-instance-assignment': 'off' } },
  {
    files: DOMAIN,
    rules: {
      'no-restricted-syntax': ['error', ...DOMAIN_BANS],
      'no-restricted-globals': ['error', ...DOMAIN_GLOBALS],
    },
  },
  {
    files: TESTS,
    rules: {
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      complexity: 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      // A fake port answers with a promise whether or not it has anything to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: { sourceType: 'module', ecmaVersion: 2024, globals: NODE_GLOBALS },
    rules: { 'no-undef': 'error', 'no-unused-vars': ['error', { argsIgnorePattern: '^_' }] },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      ecmaVersion: 2024,
      globals: { ...NODE_GLOBALS, module: 'writable', require: 'readonly', __dirname: 'readonly' },
    },
    rules: { 'no-undef': 'error', 'no-unused-vars': ['error', { argsIgnorePattern: '^_' }] },
  },
)
