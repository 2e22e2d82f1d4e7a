import { join } from 'node:path'
import type { Express } from 'express'
import { MemoryStore } from 'express-session'
import type { Log } from '../../server/desk/ports.ts'
import type { HomeView } from '../../server/desk/queries/readHome.ts'
import type { IndexValueView } from '../../server/desk/queries/readIndexValue.ts'
import type { NetworkView } from '../../server/desk/queries/readNetwork.ts'
import { ZERO_ADDRESS } from '../../server/domain/terms/terms.ts'
import { createApp } from '../../server/web/app.ts'
import type { WebDesk, WebParts } from '../../server/web/parts.ts'

const LIVELY = { ok: true, ageMs: 40 }

export const NETWORK: NetworkView = {
  chainId: 31_337,
  rpcUrl: 'http://127.0.0.1:8545',
  factory: ZERO_ADDRESS,
  keeper: ZERO_ADDRESS,
  oracle: ZERO_ADDRESS,
  relay: null,
  tokens: [{ address: ZERO_ADDRESS, symbol: 'tBTC', decimals: 8 }],
  series: { BME14: '0x14', BME28: '0x28', BME56: '0x56', BME84: '0x84', BME168: '0x168' },
  clock: { mode: 'replay', now: '2021-05-14T00:10:00Z' },
}

export const INDEX_VALUE: IndexValueView = {
  series: 'BME14',
  unit: 'BTC/TH/day',
  value: '0.000039580652517445',
  height: 572_544,
  date: '2019-04-21',
  source: 'epoch-table',
  final: true,
}

const READY = { status: 'ready', database: LIVELY, chain: LIVELY, index: LIVELY, engine: LIVELY } as const

/** The first page of a desk on which nothing has happened. */
const EMPTY_HOME: HomeView = {
  series: 'BME14',
  asOf: 1_620_951_000,
  latest: null,
  rows: [],
  nextRetarget: null,
  collateral: [],
  rfqs: [],
  lastDefault: null,
}

/** A desk in good health that knows the network and one index value; a test names what is different. What it does not name fails. */
export function fakeDesk(different: Partial<WebDesk> = {}): WebDesk {
  const known: Partial<WebDesk> = {
    readReadiness: async () => READY,
    countNeeds: async () => 0,
    readNeeds: async () => [],
    countTakeovers: async () => 0,
    readNetwork: async () => NETWORK,
    readIndexValue: async () => INDEX_VALUE,
    readFrame: async () => ({ asOf: REPLAY_START, mode: 'replay', chainId: 31_337, readiness: READY }),
    readHome: async () => EMPTY_HOME,
    ...different,
  }
  return new Proxy(known as WebDesk, {
    get: (desk, name) => {
      const verb: unknown = Reflect.get(desk, name)
      return verb ?? (() => Promise.reject(new Error(`${String(name)} was not expected`)))
    },
  })
}

/** 14 May 2021 00:10 UTC. */
export const REPLAY_START = 1_620_951_000

/** The web door over `desk`, with sessions that live as long as the test. */
export function fakeApp(desk: WebDesk = fakeDesk(), log: Log = fakeLog(), different: Partial<WebParts> = {}): Express {
  return createApp({
    desk,
    log,
    changes: { announce: () => {}, listen: () => () => {} },
    engine: { pass: async () => ({ done: 0, failures: [] }), nextRunAt: () => null },
    sessions: { store: new MemoryStore(), secret: 'a secret of the tests' },
    origin: () => 'http://127.0.0.1:3000',
    root: join(import.meta.dirname, '../..'),
    trial: null,
    closing: new AbortController().signal,
    ...different,
  })
}

interface Entry {
  readonly facts: Readonly<Record<string, unknown>>
  readonly message: string
}

/** A log that remembers the errors it was told. */
export function fakeLog(): Log & { readonly errors: Entry[] } {
  const errors: Entry[] = []
  return { errors, info: () => {}, warn: () => {}, error: (facts, message) => void errors.push({ facts, message }) }
}
