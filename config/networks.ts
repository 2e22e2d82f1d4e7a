import type { Address, Hex } from '../server/domain/terms/terms.ts'
import { SECONDS_PER_DAY, type Instant } from '../server/domain/units/time.ts'

/** An account with its private key. */
export interface DevelopmentAccount {
  readonly address: Address
  readonly privateKey: Hex
}

/**
 * The accounts of the embedded chain, by what they do there.
 *
 * These keys are PUBLIC: they are the first of the mnemonic "test test … junk" that every development chain starts with.
 * They exist for chain id 31337 only. Money sent to them on any other chain is gone within seconds.
 */
export const DEVELOPMENT_ACCOUNTS = {
  deployer: {
    address: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
    privateKey: '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
  },
  engine: {
    address: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
    privateKey: '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d',
  },
  firstReporter: {
    address: '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC',
    privateKey: '0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a',
  },
  secondReporter: {
    address: '0x90F79bf6EB2c4f870365E785982E1f101E93b906',
    privateKey: '0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6',
  },
  thirdReporter: {
    address: '0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65',
    privateKey: '0x47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a',
  },
  /** Sells hashrate in the demo. */
  miner: {
    address: '0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc',
    privateKey: '0x8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba',
  },
  buyer: {
    address: '0x976EA74026E726554dB657fA54763abd0C3a0aa9',
    privateKey: '0x92db14e403b83dfe3df233f83dfa3a0d7096f21ca9b0d6d6b8d88b2b4ec1564e',
  },
  broker: {
    address: '0x14dC79964da2C08b23698B3D3cc7Ca32193d9955',
    privateKey: '0x4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356',
  },
  /** Two counterparties of the seeded history. Beyond those that the node unlocks: nobody else comes to have one of these. */
  otherMiner: {
    address: '0x09DB0a93B389bEF724429898f539AEB7ac2Dd55f',
    privateKey: '0xeaa861a9a01391ed3d587d8a5a84ca56ee277629a8b02c22093a419bf240e65d',
  },
  otherBuyer: {
    address: '0x02484cb50AAC86Eae85610D6f4Bf026f30f6627D',
    privateKey: '0xc511b2aa70776d4ff1d376e8537903dae36896132c90b91d52c1dfbae267cd8b',
  },
} as const satisfies Record<string, DevelopmentAccount>

/** The chain that the desk brings along for trying out, and the stretch of history it replays. */
export const EMBEDDED_NETWORK = {
  /** The id of development chains; nothing of value lives on one. */
  chainId: 31_337,
  /** 2021-04-12 00:00:00 UTC: the chain's genesis, and the first day the oracle fixes. */
  genesis: 18_729 * SECONDS_PER_DAY,
  /** 2021-05-14 00:10:00 UTC: where the replay stands after the seeded history, the day after a real retarget. */
  replayStart: 18_761 * SECONDS_PER_DAY + 600,
  /** 2026-06-14 00:00:00 UTC: the replayed history ends on this day. */
  lastReplay: 20_618 * SECONDS_PER_DAY,
  reporters: [
    DEVELOPMENT_ACCOUNTS.firstReporter,
    DEVELOPMENT_ACCOUNTS.secondReporter,
    DEVELOPMENT_ACCOUNTS.thirdReporter,
  ],
  /** Two of three reporters make a fixing. */
  threshold: 2,
  /** 36 hours: how long after a day's end the next fixing may take before the series counts as stale. */
  heartbeat: 129_600,
  /**
   * How real retargets are relayed in replay. Of each only the headers beside it are there, one on each side; and nobody forges any here:
   * a minute is window enough for a proof to be final before anything is paid on the day.
   */
  relay: { headersRequired: 1, finalityWindow: 60 },
  /** Fixings of the replay are facts of the past: they are final as soon as they are signed, whatever they are. */
  finalityDelay: 0,
  guardian: null,
  maxDailyMoveBps: 0,
  token: { name: 'Test Bitcoin', symbol: 'tBTC', decimals: 8 },
} as const satisfies {
  chainId: number
  genesis: Instant
  replayStart: Instant
  lastReplay: Instant
  reporters: readonly DevelopmentAccount[]
  threshold: number
  heartbeat: number
  relay: { headersRequired: number; finalityWindow: number }
  finalityDelay: number
  guardian: Address | null
  maxDailyMoveBps: number
  token: { name: string; symbol: string; decimals: number }
}
