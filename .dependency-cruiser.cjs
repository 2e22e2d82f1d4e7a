/** Which way the doors open: one rule per room, one per library that lives in one room, and no circles. */

/** The entry points where things are wired. They may import everything; no room may import them. */
const WIRING = '^server/(main[.]ts$|wiring/|demo/|bench/)'
const TESTS = '^test/'

/** What a room may reach: anything else, npm and `node:` included, is a violation. */
const room = (name, path, mayImport, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path },
  to: { pathNot: [path, ...mayImport] },
})

/** A library that only the named rooms may import. Wiring and tests are exempt. */
const library = (name, module, rooms) => ({
  name,
  comment: `${module} lives only in ${rooms.join(' and ')}`,
  severity: 'error',
  from: { pathNot: [...rooms, WIRING, TESTS] },
  to: { path: `(^|/)node_modules/(@types/)?${module}/` },
})

const npm = (...modules) => modules.map((module) => `(^|/)node_modules/(@types/)?${module}/`)

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    room('domain-is-pure', '^server/domain/', [], 'The domain imports itself and nothing else: no npm, no node:'),
    room(
      'models-are-shapes',
      '^models/',
      ['^server/domain/', ...npm('mongoose')],
      'Models import mongoose and the domain',
    ),
    room('desk-is-verbs', '^server/desk/', ['^server/domain/'], 'The desk imports the domain and its own ports'),
    {
      name: 'adapters-implement-ports',
      comment:
        'Adapters import the domain, the ports, models and their library: never another part of the desk, web, engine or config',
      severity: 'error',
      from: { path: '^server/adapters/' },
      to: {
        path: '^(server|config|test|views|public)/',
        pathNot: ['^server/(adapters|domain)/', '^server/desk/ports([.]ts$|/)'],
      },
    },
    {
      name: 'adapters-keep-apart',
      comment: 'An adapter does not import another adapter: what they share is a port or the domain',
      severity: 'error',
      from: { path: '^server/adapters/([^/]+)/' },
      to: { path: '^server/adapters/[^/]+/', pathNot: '^server/adapters/$1/' },
    },
    {
      name: 'models-only-from-the-store',
      comment: 'Records become domain values in adapters/store and nowhere else',
      severity: 'error',
      from: { pathNot: ['^models/', '^server/adapters/store/', WIRING, TESTS] },
      to: { path: '^models/' },
    },
    room(
      'web-translates',
      '^server/web/',
      [
        '^server/(domain|desk)/',
        ...npm('express', 'express-serve-static-core', 'express-session', 'express-handlebars', 'compression'),
        ...npm('csrf-sync', 'passport', 'passport-local', 'helmet', 'i18next', 'zod'),
        ...npm('d3-array', 'd3-scale', 'd3-shape', 'prom-client'),
        '^node:',
        '^(path|crypto|events|stream|fs|url|util|timers)',
      ],
      'The web imports the domain, the desk, express and what belongs to it, the catalogue and the chart library',
    ),
    room(
      'engine-schedules',
      '^server/engine/',
      ['^server/(domain|desk)/', ...npm('node-cron')],
      'The engine imports the domain, the desk and node-cron',
    ),
    room(
      'replay-stands-alone',
      '^server/replay/',
      ['^server/domain/', ...npm('ethers', 'zod'), '^(fs|util)', '^node:'],
      'The recomputation shares nothing with what wrote the file but the domain: no desk, no adapter, no configuration',
    ),
    {
      name: 'nobody-imports-the-replay',
      comment: 'A program of its own: what writes replay files does not share code with what checks them',
      severity: 'error',
      from: { path: '^(server|models|config)/', pathNot: '^server/replay/' },
      to: { path: '^server/replay/' },
    },
    {
      name: 'nobody-imports-the-wiring',
      comment: 'main.ts, wiring, demo and bench are entry points: rooms are handed what they need',
      severity: 'error',
      from: { path: '^(server|models|config)/', pathNot: WIRING },
      to: { path: WIRING },
    },
    {
      name: 'nobody-imports-main',
      comment: 'Importing main.ts would start a desk',
      severity: 'error',
      from: {},
      to: { path: '^server/main[.]ts$' },
    },
    {
      name: 'config-only-in-the-wiring',
      comment: 'The configuration is read where things are wired and handed on as plain arguments',
      severity: 'error',
      from: { pathNot: ['^config/', WIRING, TESTS] },
      to: { path: '^config/' },
    },
    library('mongoose-only-in-the-store', '(mongoose|mongodb)', ['^models/', '^server/adapters/store/']),
    library('ethers-only-in-the-chain', 'ethers', ['^server/adapters/chain/', '^server/replay/']),
    library('siwe-only-in-the-chain', 'siwe', ['^server/adapters/chain/']),
    library('prom-client-only-in-the-web', 'prom-client', ['^server/web/']),
    library('nodemailer-only-in-the-mail', 'nodemailer', ['^server/adapters/mail/']),
    library('argon2-only-in-the-passwords', '@node-rs/argon2', ['^server/adapters/passwords/']),
    library('express-only-in-the-web', 'express', ['^server/web/']),
    {
      name: 'public-imports-nothing',
      comment: 'Plain modules without a bundler',
      severity: 'error',
      from: { path: '^public/js/' },
      to: { pathNot: '^public/js/' },
    },
    {
      name: 'no-development-dependencies',
      comment: 'npm ci --omit=dev && npm start works; only the bench of the pages has a browser',
      severity: 'error',
      from: { path: '^(server|models|config)/', pathNot: '^server/bench/webBrowser[.]ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-circles',
      comment: 'A circle has no beginning to read from',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-missing',
      comment: 'Every import leads somewhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^([.]build|[.]data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
