import { createHash } from 'node:crypto'
import type {
  BlockRef,
  ChainHistory,
  EscrowGateway,
  Fixing,
  FixingFact,
  FixingOracle,
  MinedBatch,
  Network,
  ReplayClock,
} from '../../server/desk/ports.ts'
import type { Signed } from '../../server/desk/ports/evidence.ts'
import type { ChainInspection } from '../../server/desk/ports/operations.ts'
import type { Opening } from '../../server/desk/ports/openings.ts'
import type { EscrowEvent, EscrowFact } from '../../server/domain/deal/chainFacts.ts'
import { claimsTotal } from '../../server/domain/deal/claims.ts'
import { closeOut } from '../../server/domain/deal/closeOut.ts'
import { mark } from '../../server/domain/deal/mark.ts'
import { openState } from '../../server/domain/deal/openState.ts'
import type { Outcome } from '../../server/domain/deal/outcome.ts'
import type { EscrowState } from '../../server/domain/deal/phase.ts'
import { settle } from '../../server/domain/deal/settle.ts'
import { takeOver, withdrawClaim } from '../../server/domain/deal/takeover.ts'
import { acceptTermination, proposeTermination } from '../../server/domain/deal/termination.ts'
import { topUp } from '../../server/domain/deal/topUp.ts'
import { withdraw } from '../../server/domain/deal/withdraw.ts'
import type { IndexReadings, SeriesName } from '../../server/domain/index/readings.ts'
import { HASHPRICE, SERIES, seriesId } from '../../server/domain/index/readings.ts'
import { Refusal } from '../../server/domain/refusals.ts'
import { confirmationText } from '../../server/domain/terms/confirmation.ts'
import { openChecks } from '../../server/domain/terms/openChecks.ts'
import { ZERO_ADDRESS } from '../../server/domain/terms/terms.ts'
import type { Address, Hex, Side, Terms } from '../../server/domain/terms/terms.ts'
import { baseUnits } from '../../server/domain/units/baseUnits.ts'
import type { Day, Instant } from '../../server/domain/units/time.ts'
import { evidenceInMemory } from './evidenceInMemory.ts'

const ORACLE: Address = '0x5555555555555555555555555555555555555555'
const GAS_PAYER: Address = '0x9999999999999999999999999999999999999999'
const HOURS_36 = 129_600
const ATTESTED = { source: 'attested', reports: 3 } as const

interface EscrowInMemory {
  readonly terms: Terms
  readonly state: EscrowState
}

/** What the chain holds after a block; never changed, so that a block can be the head again. */
interface Holdings {
  readonly escrows: ReadonlyMap<Address, EscrowInMemory>
  readonly fixed: Readonly<Record<SeriesName, readonly bigint[]>>
}

interface Block {
  readonly ref: BlockRef
  readonly holdings: Holdings
  readonly facts: readonly EscrowFact[]
  readonly fixings: readonly FixingFact[]
}

type Change = Pick<Block, 'holdings'> & {
  readonly events?: readonly { readonly escrow: Address; readonly event: EscrowEvent }[]
  readonly fixings?: readonly Fixing[]
}

interface Past {
  readonly signed: ReadonlyMap<Hex, Signed['by']>
  readonly fork: number
  readonly blocks: readonly Block[]
}

interface ChainWanted {
  readonly asOf: Instant
  readonly firstDay: Day
  /** What happened before, if the chain is the copy of another. */
  readonly past?: Past
}

export type ChainInMemory = ReturnType<typeof inMemoryChain>

/** A chain in memory: one transaction to a block, escrows by the domain's own rules, a clock that only its blocks and the test move. */
export function inMemoryChain({ asOf, firstDay, past }: ChainWanted) {
  const nothing: Holdings = {
    escrows: new Map(),
    fixed: { BME14: [], BME28: [], BME56: [], BME84: [], BME168: [] },
  }
  let fork = past?.fork ?? 0
  const genesis = { ref: { number: 0, hash: hashOf('genesis'), at: asOf }, holdings: nothing, facts: [], fixings: [] }
  let blocks: Block[] = [...(past?.blocks ?? [genesis])]
  const sent: { readonly act: string; readonly escrows: readonly Address[] }[] = []
  /** Escrows that refuse. */
  const trouble = { refuses: new Set<Address>() }

  const signed = new Map<Hex, Signed['by']>(past?.signed)
  const strayTokens = new Map<Address, bigint>()
  const gas = { wei: 10n ** 18n }

  const head = () => blocks.at(-1)!
  const holdings = () => head().holdings

  function mine({ holdings, events = [], fixings = [] }: Change, at: Instant = head().ref.at): Block {
    const number = head().ref.number + 1
    const ref = { number, hash: hashOf(`block ${number} of fork ${fork}`), at }
    const transaction = hashOf(`transaction of ${ref.hash}`)
    const facts = events.map((told, logIndex) => ({
      ...told,
      point: { block: number, blockHash: ref.hash, logIndex, transaction, at },
    }))
    const block = {
      ref,
      holdings,
      facts,
      fixings: fixings.map((fixing) => ({ ...fixing, provenance: ATTESTED, block: number, transaction })),
    }
    blocks.push(block)
    return block
  }

  function mined(block: Block) {
    return { transaction: hashOf(`transaction of ${block.ref.hash}`), block: block.ref.number, gasUsed: 21_000n }
  }

  function readingsOf(series: SeriesName, held = holdings()): IndexReadings {
    const values = held.fixed[series]
    return {
      cumulative: (day) => {
        const count = day - firstDay + 1
        return count < 0 || count > values.length
          ? null
          : values.slice(0, count).reduce((sum, value) => sum + value, 0n)
      },
      latest: () => (values.length === 0 ? null : { day: firstDay + values.length - 1, value: values.at(-1)! }),
      heartbeat: () => HOURS_36,
    }
  }

  /** One act on one escrow, mined on its own; the chain refuses what the domain refuses. */
  function act(
    escrow: Address,
    change: (terms: Terms, state: EscrowState, readings: IndexReadings, now: Instant) => Outcome,
  ): Block {
    return mine(changed(holdings(), escrow, change))
  }

  function changed(
    before: Holdings,
    escrow: Address,
    change: Parameters<typeof act>[1],
  ): Change & { holdings: Holdings } {
    const known = before.escrows.get(escrow)
    if (known === undefined) throw new Refusal('chainRefused', { reason: 'NoCode' })
    const { terms } = known
    const { state, events } = change(terms, known.state, readingsOf(seriesOf(terms)), head().ref.at)
    const escrows = new Map(before.escrows).set(escrow, { terms, state })
    return { holdings: { ...before, escrows }, events: events.map((event) => ({ escrow, event })) }
  }

  function batch(name: string, change: Parameters<typeof act>[1]) {
    return async (escrows: readonly Address[]): Promise<MinedBatch> => {
      sent.push({ act: name, escrows })
      let after: Required<Pick<Change, 'holdings' | 'events'>> = { holdings: holdings(), events: [] }
      const reasons = new Map<Address, Refusal>()
      for (const escrow of escrows) {
        try {
          if (trouble.refuses.has(escrow)) throw new Refusal('indexStale')
          const step = changed(after.holdings, escrow, change)
          after = { holdings: step.holdings, events: [...after.events, ...(step.events ?? [])] }
        } catch (error) {
          reasons.set(escrow, error as Refusal)
        }
      }
      return { mined: [mined(mine(after))], skipped: [...reasons.keys()], reasons }
    }
  }

  async function open({ terms, signature }: Opening) {
    sent.push({ act: 'open', escrows: [escrowAddress(terms)] })
    const escrow = escrowAddress(terms)
    const digest = digestOf(terms)
    if (holdings().escrows.has(escrow)) throw new Refusal('chainRefused', { reason: 'AlreadyOpened' })
    for (const side of ['seller', 'buyer'] as const) {
      if (signature[side] !== signatureBy(terms[side], digest))
        throw new Refusal('chainRefused', { reason: 'BadSignature' })
    }
    try {
      openChecks(terms, readingsOf(seriesOf(terms)), head().ref.at)
    } catch (error) {
      throw new Refusal('chainRefused', { reason: (error as Refusal).code })
    }
    const escrows = new Map(holdings().escrows).set(escrow, { terms, state: openState(terms) })
    const told = (side: Side) => ({ signature: signature[side], signer: terms[side] })
    signed.set(digest, { seller: told('seller'), buyer: told('buyer') })
    const events = [{ escrow, event: { name: 'opened', digest, terms } as const }]
    return mined(mine({ holdings: { ...holdings(), escrows }, events }))
  }

  async function publish(fixings: readonly Fixing[]) {
    sent.push({ act: 'publish', escrows: [] })
    const fixed = { ...holdings().fixed }
    for (const { series, day, value } of fixings) {
      if (fixed[series].length !== day - firstDay) throw new Refusal('chainRefused', { reason: 'NotNextDay', day })
      fixed[series] = [...fixed[series], value]
    }
    return mined(mine({ holdings: { ...holdings(), fixed }, fixings }))
  }

  const network: Network = {
    chainId: 31_337,
    rpcUrl: 'http://127.0.0.1:8545',
    factory: '0x7777777777777777777777777777777777777777',
    keeper: '0x8888888888888888888888888888888888888888',
    oracle: ORACLE,
    tokens: [{ address: '0x4444444444444444444444444444444444444444', symbol: 'tBTC', decimals: 8 }],
  }

  const escrows: EscrowGateway = {
    network,
    digestOf,
    documentHashOf,
    escrowOf: async (terms) => escrowAddress(terms),
    isSignedBy: async (signer, digest, signature) => signature === signatureBy(signer, digest),
    open,
    settle: batch('settle', settle),
    mark: batch('mark', mark),
    closeOut: batch('closeOut', closeOut),
    readState: async (escrow) => holdings().escrows.get(escrow)?.state ?? NO_ESCROW,
  }

  const oracle: FixingOracle = {
    lastFixed: async (series) => (series === HASHPRICE ? null : (readingsOf(series).latest()?.day ?? null)),
    firstDay: async () => firstDay,
    heartbeat: async (series) => readingsOf(series).heartbeat(),
    pending: async () => [],
    publish,
    attesters: async () => ({ reporters: 3, threshold: 2 }),
    finalise: () => Promise.reject(new Refusal('chainRefused', { reason: 'AlreadyFixed' })),
    readings: async (series) => readingsOf(series),
  }

  const history: ChainHistory = {
    firstBlock: 0,
    head: async () => head().ref,
    finalHead: async () => head().ref,
    blockAt: async (number) => blocks[number]?.ref ?? null,
    escrowFacts: async (from, to) => blocks.slice(from, to + 1).flatMap((block) => block.facts),
    fixingFacts: async (from, to) => blocks.slice(from, to + 1).flatMap((block) => block.fixings),
  }

  const inspection: ChainInspection = {
    gasAccount: async () => ({ address: GAS_PAYER, balance: gas.wei, least: 10n ** 16n }),
    holdings: async (_token, holders, block) =>
      holders.map((holder) => {
        const state = blocks[block]?.holdings.escrows.get(holder)?.state ?? NO_ESCROW
        const claimed = claimsTotal(state)
        return baseUnits(state.balance.seller + state.balance.buyer + claimed + (strayTokens.get(holder) ?? 0n))
      }),
  }

  const evidence = evidenceInMemory({
    blocks: () => blocks,
    escrowAt: (escrow, block) => blocks[block]?.holdings.escrows.get(escrow) ?? null,
    readingsAt: (terms, block) => readingsOf(seriesOf(terms), blocks[block]?.holdings),
    signed,
  })

  const clock: Pick<ReplayClock, 'asOf' | 'moveTo'> = {
    asOf: async () => head().ref.at,
    moveTo: async (instant) => {
      if (instant < head().ref.at) throw new Refusal('clockBackwards')
      if (instant > head().ref.at) mine({ holdings: holdings() }, instant)
    },
  }

  return {
    escrows,
    oracle,
    inspection,
    history,
    evidence,
    clock,
    /** What escrows hold beyond what they account for: donated, or, below zero, gone. */
    strayTokens,
    /** What is left to pay for transactions with. */
    gas,
    /** What the desk sent, in order. */
    sent,
    trouble,
    height: () => head().ref.number,
    past: (): Past => ({ fork, blocks: [...blocks], signed: new Map(signed) }),
    stateOf: (escrow: Address) => holdings().escrows.get(escrow)?.state ?? NO_ESCROW,
    /** The chain forgets every block above `number`; what is mined from now on has other hashes. */
    goBackTo(number: number) {
      blocks = blocks.slice(0, number + 1)
      fork += 1
    },
    mineEmpty: () => mine({ holdings: holdings() }),
    /** Something an escrow says that nobody opened here. */
    mineStray: (escrow: Address, event: EscrowEvent) => mine({ holdings: holdings(), events: [{ escrow, event }] }),
    /** A party, not the desk, tops its account up. */
    topUp: (escrow: Address, side: Side, amount: bigint) =>
      act(escrow, (terms, state, _readings, now) =>
        topUp(terms, state, now, { side, payer: terms[side], amount: baseUnits(amount) }),
      ),
    /** Somebody steps into the side that failed. */
    takeOver: (escrow: Address, taker: Address, maxDeposit: bigint) =>
      act(escrow, (terms, state, readings, now) => takeOver(terms, state, readings, now, { taker, maxDeposit })),
    withdrawClaim: (escrow: Address, holder: Address) =>
      act(escrow, (_terms, state) => withdrawClaim(state, holder, holder)),
    propose: (escrow: Address, side: Side, payment: bigint) =>
      act(escrow, (_terms, state, _readings, now) => proposeTermination(state, side, payment, now)),
    accept: (escrow: Address, side: Side, payment: bigint) =>
      act(escrow, (_terms, state, _readings, now) => acceptTermination(state, side, payment, now)),
    withdraw: (escrow: Address, side: Side, amount: bigint) =>
      act(escrow, (terms, state, readings, now) =>
        withdraw(terms, state, readings, now, { side, to: terms[side], amount: baseUnits(amount) }),
      ),
  }
}

const NO_ESCROW: EscrowState = {
  phase: 'none',
  cause: 'none',
  balance: { seller: baseUnits(0n), buyer: baseUnits(0n) },
  periodsSettled: 0,
  callSide: 'seller',
  cureBy: 0,
  due: baseUnits(0n),
  unpaid: baseUnits(0n),
  shortfall: baseUnits(0n),
  proposal: { seller: null, buyer: null },
  owner: { seller: ZERO_ADDRESS, buyer: ZERO_ADDRESS },
  claims: [],
}

/** Stands in for a signature: only `signer` could have made it over `digest`, as far as this chain is concerned. */
export function signatureBy(signer: Address, digest: Hex): Hex {
  return hashOf(`${signer} signs ${digest}`)
}

/** The terms with the hash of their own confirmation. */
export function withDocumentHash(terms: Terms): Terms {
  return { ...terms, documentHash: documentHashOf(confirmationText(terms)) }
}

function documentHashOf(text: string): Hex {
  return hashOf(text)
}

function digestOf(terms: Terms): Hex {
  return hashOf(`${confirmationText(terms)} ${terms.documentHash}`)
}

function escrowAddress(terms: Terms): Address {
  return `0x${digestOf(terms).slice(26)}`
}

function seriesOf(terms: Terms): SeriesName {
  return SERIES.find((name) => seriesId(name) === terms.series)!
}

function hashOf(text: string): Hex {
  return `0x${createHash('sha256').update(text).digest('hex')}`
}
