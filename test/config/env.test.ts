import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { spawnSync } from 'node:child_process'
import { ConfigurationRefused, parseEnv } from '../../config/env.ts'
import { VARIABLES } from '../../config/variables.ts'

const KEY = `0x${'11'.repeat(32)}`
const OTHER_KEY = `0x${'22'.repeat(32)}`
const FACTORY = `0x${'aa'.repeat(20)}`
const KEEPER = `0x${'bb'.repeat(20)}`
const ORACLE = `0x${'cc'.repeat(20)}`
const TOKEN = `0x${'dd'.repeat(20)}`
const RELAY = `0x${'ee'.repeat(20)}`
const OWN_CHAIN = { RPC_URL: 'https://rpc.example.org', ENGINE_KEY: KEY }
const CONTRACTS = { DEAL_FACTORY: FACTORY, KEEPER, ORACLE, TOKENS: TOKEN }

function reasonsFor(environment: Record<string, string>): readonly string[] {
  try {
    parseEnv(environment)
  } catch (error) {
    assert.ok(error instanceof ConfigurationRefused)
    return error.reasons
  }
  return []
}

describe('a desk that is told nothing', () => {
  it('listens on this machine at port 3000, with its own database and chain under .data', () => {
    assert.deepEqual(parseEnv({}), {
      host: '127.0.0.1',
      port: 3000,
      dataDir: '.data',
      logLevel: 'warn',
      publicUrl: null,
      sessionSecret: null,
      operators: [],
      auditors: [],
      telling: { mail: null, metricsToken: null },
      sending: { leaseSeconds: 15, resendSeconds: 45, feeCap: 500_000_000_000n, leastGas: 10_000_000_000_000_000n },
      indexFromBlock: 0,
      database: { kind: 'embedded' },
      chain: { kind: 'embedded', port: 0, anvil: null },
      bitcoin: null,
    })
  })

  it('ignores what belongs to others', () => {
    assert.deepEqual(parseEnv({ PATH: '/usr/bin', EDITOR: '' }), parseEnv({}))
  })

  it('keeps its configuration as it was read', () => {
    const env = parseEnv({})
    assert.throws(() => Object.assign(env, { port: 1 }), TypeError)
    assert.throws(() => Object.assign(env.chain, { port: 1 }), TypeError)
  })
})

describe('a desk that is told everything', () => {
  it('uses the database, the chain and the contracts it is given', () => {
    const env = parseEnv({
      ...OWN_CHAIN,
      ...CONTRACTS,
      PORT: '0',
      HOST: '0.0.0.0',
      DATA_DIR: '/var/lib/hashdesk',
      LOG_LEVEL: 'warn',
      MONGODB_URI: 'mongodb://user:pass@db.example.org/desk',
      REPORTER_KEYS: `${KEY}, ${OTHER_KEY}`,
      TOKENS: `${TOKEN},${ORACLE}`,
      DIFFICULTY_RELAY: RELAY,
      INDEX_FROM_BLOCK: '20000000',
      LEASE_SECONDS: '3',
      RESEND_SECONDS: '60',
      MOST_GWEI: '12.5',
      LEAST_GAS: '2',
      BITCOIN_RPC_URL: 'http://rpc:secret@127.0.0.1:8332',
      MEMPOOL_API_URL: 'https://mempool.example.org',
    })
    assert.deepEqual(env, {
      host: '0.0.0.0',
      port: 0,
      dataDir: '/var/lib/hashdesk',
      logLevel: 'warn',
      publicUrl: null,
      sessionSecret: null,
      operators: [],
      auditors: [],
      telling: { mail: null, metricsToken: null },
      sending: { leaseSeconds: 3, resendSeconds: 60, feeCap: 12_500_000_000n, leastGas: 2_000_000_000_000_000_000n },
      indexFromBlock: 20_000_000,
      database: { kind: 'external', uri: 'mongodb://user:pass@db.example.org/desk' },
      chain: {
        kind: 'external',
        rpcUrl: 'https://rpc.example.org',
        engineKey: KEY,
        reporterKeys: [KEY, OTHER_KEY],
        contracts: { factory: FACTORY, keeper: KEEPER, oracle: ORACLE, tokens: [TOKEN, ORACLE], relay: RELAY },
      },
      bitcoin: { rpcUrl: 'http://rpc:secret@127.0.0.1:8332', mempoolUrl: 'https://mempool.example.org' },
    })
  })

  it('needs neither contracts nor keys for a development chain', () => {
    assert.deepEqual(parseEnv({ RPC_URL: 'http://127.0.0.1:8545' }).chain, {
      kind: 'external',
      rpcUrl: 'http://127.0.0.1:8545',
      engineKey: null,
      reporterKeys: [],
      contracts: null,
    })
  })

  it('runs the anvil it is shown, on the port it is told', () => {
    assert.deepEqual(parseEnv({ ANVIL_BIN: '/opt/anvil', CHAIN_PORT: '8545' }).chain, {
      kind: 'embedded',
      port: 8545,
      anvil: '/opt/anvil',
    })
  })
})

describe('a wrong value is refused by name, with what is expected and what was given', () => {
  const cases: { what: string; given: Record<string, string>; says: RegExp }[] = [
    {
      what: 'a port that is not a number',
      given: { PORT: 'abc' },
      says: /^PORT: expected a port from 0 .* to 65535, was given "abc"$/,
    },
    { what: 'a port beyond the last one', given: { PORT: '65536' }, says: /^PORT: .* was given "65536"$/ },
    { what: 'a negative port', given: { PORT: '-1' }, says: /^PORT: .* was given "-1"$/ },
    { what: 'half a port', given: { PORT: '3000.5' }, says: /^PORT: .* was given "3000.5"$/ },
    { what: 'a port in hexadecimal', given: { PORT: '0x10' }, says: /^PORT: .* was given "0x10"$/ },
    { what: 'a port with a blank', given: { PORT: ' 3000' }, says: /^PORT: .* was given " 3000"$/ },
    { what: 'an empty port', given: { PORT: '' }, says: /^PORT: .* was given an empty text \(leave the variable out/ },
    {
      what: 'a chain port in words',
      given: { CHAIN_PORT: 'any' },
      says: /^CHAIN_PORT: expected a port .* was given "any"$/,
    },
    {
      what: 'a log level that does not exist',
      given: { LOG_LEVEL: 'loud' },
      says: /^LOG_LEVEL: expected one of debug, info, warn, .* was given "loud"$/,
    },
    {
      what: 'an empty data directory',
      given: { DATA_DIR: '' },
      says: /^DATA_DIR: expected a directory, was given an empty text/,
    },
    {
      what: 'an empty path of an anvil',
      given: { ANVIL_BIN: '' },
      says: /^ANVIL_BIN: expected the path of an anvil executable, .* empty text/,
    },
    {
      what: 'a database of another kind',
      given: { MONGODB_URI: 'postgres://x' },
      says: /^MONGODB_URI: expected a mongodb:\/\/ or mongodb\+srv:\/\//,
    },
    { what: 'an empty database address', given: { MONGODB_URI: '' }, says: /^MONGODB_URI: .* was given an empty text/ },
    {
      what: 'a chain address of another protocol',
      given: { RPC_URL: 'wss://example.org' },
      says: /^RPC_URL: expected an http\(s\):\/\/ address/,
    },
    {
      what: 'a chain address without a protocol',
      given: { RPC_URL: 'localhost:8545' },
      says: /^RPC_URL: expected an http\(s\)/,
    },
    {
      what: 'a private key that is too short',
      given: { ...OWN_CHAIN, ENGINE_KEY: '0x1234' },
      says: /^ENGINE_KEY: expected a private key: 0x and 64 hex digits/,
    },
    {
      what: 'a list of keys that ends in nothing',
      given: { ...OWN_CHAIN, REPORTER_KEYS: `${KEY},` },
      says: /^REPORTER_KEYS: expected different private keys/,
    },
    {
      what: 'the same reporter twice',
      given: { ...OWN_CHAIN, REPORTER_KEYS: `${KEY},${KEY}` },
      says: /^REPORTER_KEYS: expected different private keys/,
    },
    {
      what: 'an address that is too short',
      given: { ...OWN_CHAIN, ...CONTRACTS, ORACLE: '0x12' },
      says: /^ORACLE: expected an address.* was given "0x12"$/,
    },
    {
      what: 'a token that is not an address',
      given: { ...OWN_CHAIN, ...CONTRACTS, TOKENS: 'x' },
      says: /^TOKENS: expected different addresses.* was given "x"$/,
    },
    {
      what: 'a Bitcoin node without a protocol',
      given: { ...OWN_CHAIN, ...CONTRACTS, BITCOIN_RPC_URL: 'localhost:8332' },
      says: /^BITCOIN_RPC_URL: expected an http\(s\):\/\/ address, with user and password in it, was given something else/,
    },
  ]
  for (const { what, given, says } of cases) {
    it(what, () => {
      const reasons = reasonsFor(given)
      assert.equal(reasons.length, 1, reasons.join('\n'))
      assert.match(reasons[0]!, says)
    })
  }

  it('and all wrong values are told at once', () => {
    const named = reasonsFor({ PORT: 'x', LOG_LEVEL: 'y', MONGODB_URI: 'z', BITCOIN_RPC_URL: 'node' })
    assert.deepEqual(
      named.map((reason) => reason.split(':')[0]),
      ['PORT', 'LOG_LEVEL', 'MONGODB_URI', 'BITCOIN_RPC_URL', 'BITCOIN_RPC_URL'],
    )
  })

  it('and what may be a secret is not repeated', () => {
    const SECRET = 'hunter2'
    for (const name of ['MONGODB_URI', 'RPC_URL', 'ENGINE_KEY', 'REPORTER_KEYS', 'BITCOIN_RPC_URL']) {
      const reasons = reasonsFor({ ...OWN_CHAIN, [name]: SECRET })
      assert.ok(reasons.length > 0, name)
      assert.ok(!reasons.join().includes(SECRET), name)
    }
  })
})

describe('values that are right one by one and wrong together', () => {
  it('the embedded chain, whose keys are public, is never offered to other machines', () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.5', 'desk.example.org', '127.0.0.1.example.org']) {
      const [reason, ...others] = reasonsFor({ HOST: host })
      assert.deepEqual(others, [])
      assert.match(reason!, /^HOST: expected 127\.0\.0\.1, ::1 or localhost, .*the desk listens on this machine only/)
    }
    for (const host of ['127.0.0.1', '127.8.8.8', '::1', 'localhost']) assert.equal(parseEnv({ HOST: host }).host, host)
  })

  it('nor are its demo people, by an address that leads there from elsewhere', () => {
    for (const address of ['https://desk.example.org', 'http://192.168.1.5:3000', 'http://[2001:db8::1]']) {
      const [reason, ...others] = reasonsFor({ PUBLIC_URL: address })
      assert.deepEqual(others, [])
      assert.match(reason!, /^PUBLIC_URL: expected an address on this machine, .*whose passwords are public/)
    }
    for (const address of ['http://127.0.0.1:8080', 'https://localhost', 'http://[::1]:3000']) {
      assert.equal(parseEnv({ PUBLIC_URL: address }).publicUrl, address)
    }
  })

  it('keys and contracts of another chain are not silently left unused by the embedded one', () => {
    assert.deepEqual(reasonsFor({ ENGINE_KEY: KEY, KEEPER }), [
      'ENGINE_KEY: belongs to a chain of your own; set RPC_URL too, or leave ENGINE_KEY out',
      'KEEPER: belongs to a chain of your own; set RPC_URL too, or leave KEEPER out',
    ])
  })

  it('a relay is one of deployed contracts: a development chain gets its own', () => {
    assert.deepEqual(reasonsFor({ RPC_URL: 'http://127.0.0.1:8545', DIFFICULTY_RELAY: RELAY }), [
      'DIFFICULTY_RELAY: belongs to deployed contracts; set DEAL_FACTORY, KEEPER, ORACLE, TOKENS too, or leave it out',
    ])
    assert.equal(reasonsFor({ DIFFICULTY_RELAY: RELAY }).length, 1)
  })

  it('a mail server comes with who letters are from', () => {
    const SMTP_URL = 'smtps://desk:secret@mail.example.org'
    assert.deepEqual(reasonsFor({ SMTP_URL }), [
      'MAIL_FROM: is missing; SMTP_URL and MAIL_FROM are set together or not at all',
    ])
    const MAIL_FROM = 'Hashdesk <desk@example.org>'
    assert.deepEqual(parseEnv({ SMTP_URL, MAIL_FROM }).telling.mail, { url: SMTP_URL, from: MAIL_FROM })
    for (const wrong of [
      'Hashdesk',
      'a@example.org, b@example.org',
      'Hashdesk <desk@example.org>\nBcc: eve@example.org',
    ]) {
      assert.match(reasonsFor({ SMTP_URL, MAIL_FROM: wrong })[0] ?? '', /^MAIL_FROM: expected an e-mail address/, wrong)
    }
  })

  it('Bitcoin’s own chain is followed in the world’s time only: not on a chain whose clock the desk moves', () => {
    const BITCOIN_RPC_URL = 'http://rpc:secret@node:8332'
    assert.deepEqual(reasonsFor({ RPC_URL: 'http://127.0.0.1:8545', BITCOIN_RPC_URL }), [
      'BITCOIN_RPC_URL: belongs to deployed contracts; set DEAL_FACTORY, KEEPER, ORACLE, TOKENS too, or leave it out',
    ])
    assert.deepEqual(reasonsFor({ MEMPOOL_API_URL: 'https://mempool.example.org' }), [
      'MEMPOOL_API_URL: belongs to a chain of your own; set RPC_URL too, or leave MEMPOOL_API_URL out',
    ])
  })

  it('contracts come all together, and with the key that pays for gas', () => {
    assert.deepEqual(reasonsFor({ RPC_URL: 'https://rpc.example.org', DEAL_FACTORY: FACTORY, ORACLE }), [
      'KEEPER: is missing; DEAL_FACTORY, KEEPER, ORACLE, TOKENS are set together or not at all',
      'TOKENS: is missing; DEAL_FACTORY, KEEPER, ORACLE, TOKENS are set together or not at all',
      'ENGINE_KEY: is missing; the engine pays its gas with it',
    ])
  })
})

describe('a desk that is started with a wrong configuration', () => {
  it('says so on stderr and ends with exit code 78', () => {
    const script = "import { readEnv } from './config/env.ts'; readEnv(); console.log('started')"
    const ended = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
      cwd: new URL('../../', import.meta.url),
      env: { PATH: process.env.PATH, PORT: 'abc' },
      encoding: 'utf8',
    })
    assert.equal(ended.status, 78)
    assert.equal(ended.stdout, '')
    assert.match(ended.stderr, /^The configuration is wrong:\n {2}PORT: expected a port .* was given "abc"\n$/)
  })
})

describe('the table of variables in config/README.md', () => {
  it('names each one, what is expected and what holds without it, as the desk reads them', async () => {
    const readme = await readFile(new URL('../../config/README.md', import.meta.url), 'utf8')
    const rows = readme
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').slice(1, 4))
      .map(([name, expected, fallback]) => [name!.trim(), expected!.trim(), fallback!.trim()])
    const known = Object.entries(VARIABLES).map(([name, { expected, fallback }]) => [
      `\`${name}\``,
      expected,
      fallback === null ? '–' : `\`${fallback}\``,
    ])
    assert.deepEqual(rows, known)
  })
})
