import type { Log } from '../../server/desk/ports.ts'
import type { IndexValueView } from '../../server/desk/queries/readIndexValue.ts'
import type { NetworkView } from '../../server/desk/queries/readNetwork.ts'
import { ZERO_ADDRESS } from '../../server/domain/terms/terms.ts'
import type { WebDesk } from '../../server/web/app.ts'

const LIVELY = { ok: true, ageMs: 40 }

export const NETWORK: NetworkView = {
  chainId: 31_337,
  rpcUrl: 'http://127.0.0.1:8545',
  factory: ZERO_ADDRESS,
  keeper: ZERO_ADDRESS,
  oracle: ZERO_ADDRESS,
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

/** A desk in good health that knows the network and one index value; a test names what is different. */
export function fakeDesk(different: Partial<WebDesk> = {}): WebDesk {
  return {
    readReadiness: async () => ({ status: 'ready', database: LIVELY, chain: LIVELY, index: LIVELY, engine: LIVELY }),
    readNetwork: async () => NETWORK,
    readIndexValue: async () => INDEX_VALUE,
    ...different,
  }
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
