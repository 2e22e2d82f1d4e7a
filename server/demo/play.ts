import type { PartyWallet } from '../adapters/chain/wallet.ts'
import { readingsKnown } from '../desk/deskSeries.ts'
import type { DealRecord } from '../desk/ports.ts'
import type { EscrowState } from '../domain/deal/phase.ts'
import type { IndexReadings } from '../domain/index/readings.ts'
import { sumOfFixings } from '../domain/margin/value.ts'
import { unwindableFrom } from '../domain/terms/schedule.ts'
import { SIDES, otherSide } from '../domain/terms/terms.ts'
import type { Hex, Side } from '../domain/terms/terms.ts'
import { isoDay } from '../domain/units/calendar.ts'
import { printIndexValue } from '../domain/units/print.ts'
import { dayOf } from '../domain/units/time.ts'
import type { Day, Instant } from '../domain/units/time.ts'
import { noteOf, rate, tbtc } from './notes.ts'
import type { Scenario } from './scenarios.ts'
import type { Stage } from './stage.ts'
import { DEMO_SERIES, endingOf, stepOf } from './step.ts'
import type { Ending, Step } from './step.ts'
import { termsOf } from './terms.ts'

/** The first line also says where the deal can be found while it is played. */
export type Line =
  | Step
  | (Step & { readonly seed: string; readonly rpcUrl: string; readonly escrow: string; readonly digest: string })
  | Ending

/** One performance: what has been told of the deal so far. */
interface Performance {
  readonly scenario: Scenario
  readonly stage: Stage
  readonly dealId: Hex
  readonly tell: (line: Line) => void
  /** How many of the deal's facts have been told, and the last fixing. */
  told: number
  toldDay: Day
}

/** Plays one deal from signature to the last withdrawal, telling each thing that happens as it is read from the chain. Returns its digest. */
export async function play(scenario: Scenario, stage: Stage, seed: bigint, tell: (line: Line) => void): Promise<Hex> {
  const performance = await agree(scenario, stage, seed, tell)
  await signAndOpen(performance)
  let deal = await news(performance)
  while (deal.chain?.state.phase !== 'closed') {
    await nextAct(performance, deal)
    deal = await news(performance)
  }
  await withdrawAll(performance, deal)
  tell(endingOf(await news(performance)))
  return performance.dealId
}

async function agree(scenario: Scenario, stage: Stage, seed: bigint, tell: (line: Line) => void): Promise<Performance> {
  const { desk, ports, wallets, pass } = stage
  await desk.advanceReplay({ to: scenario.signing }, pass)
  const parties = { seller: wallets.seller.address, buyer: wallets.buyer.address }
  const terms = termsOf(scenario, ports.escrows, parties, seed)
  const deal = await desk.agreeDeal({ terms, actor: 'demo' })
  const note = `${scenario.about} The miner sells ${terms.hashrate} TH/s for ${terms.periodDays * terms.periods} days at ${rate(terms.fixedRate)} BTC per TH/s per day.`
  const { rpcUrl } = ports.escrows.network
  tell({
    ...(await stepOf(ports, deal, { step: 'start', note })),
    seed: String(seed),
    rpcUrl,
    escrow: deal.escrow,
    digest: deal.id,
  })
  return { scenario, stage, dealId: deal.id, tell, told: 0, toldDay: dayOf(scenario.signing) - 1 }
}

async function signAndOpen({ stage, dealId, tell }: Performance): Promise<void> {
  const { desk, ports, wallets } = stage
  for (const side of SIDES) {
    const wallet = wallets[side]
    const { terms } = await desk.readDeal(dealId)
    const margin = side === 'seller' ? terms.sellerMargin : terms.buyerMargin
    await wallet.mint(terms.token, margin)
    const permit = await wallet.signPermit(terms.token, ports.escrows.network.factory, margin, terms.openBy)
    const deal = await desk.recordSignature({ dealId, side, signature: wallet.signTerms(terms), permit })
    const note = `The ${side} signs the terms (digest ${dealId}) and a permit for ${tbtc(margin)}.`
    tell(await stepOf(ports, deal, { step: `${side}Signed`, note }))
  }
  await desk.openDeal({ dealId, actor: 'demo' })
  await desk.indexChain()
}

/** Tells the fixings and the deal's events since the last time, each with the deal as it stood right after it. */
async function news(performance: Performance): Promise<DealRecord> {
  const { scenario, stage, dealId } = performance
  const { desk, ports } = stage
  const [at, deal, readings] = await Promise.all([
    ports.clock.asOf(),
    desk.readDeal(dealId),
    readingsKnown(ports, DEMO_SERIES, dayOf(scenario.signing)),
  ])
  if (readings === null) throw new Error('no fixing has been published')
  await tellFixings(performance, deal, readings, at)
  for (const fact of deal.facts.slice(performance.told)) {
    performance.told += 1
    const note = noteOf(deal.terms, fact, readings)
    const line = { step: fact.event.name, note, facts: performance.told, at: fact.point.at, readings }
    performance.tell(await stepOf(ports, deal, line))
  }
  return deal
}

async function tellFixings(
  performance: Performance,
  deal: DealRecord,
  readings: IndexReadings,
  at: Instant,
): Promise<void> {
  const { stage, tell, told } = performance
  const last = readings.latest()?.day ?? performance.toldDay
  while (performance.toldDay < last) {
    const day = ++performance.toldDay
    const value = printIndexValue(sumOfFixings(readings, day, day) ?? 0n)
    const note = `Fixing of ${isoDay(day)}: ${DEMO_SERIES} is ${value} BTC per TH/s per day.`
    tell(await stepOf(stage.ports, deal, { step: 'fixing', note, facts: told, at, readings }))
  }
}

/** What happens next: a party acts, if the scenario says so; otherwise time goes on to the next thing that falls due. */
async function nextAct({ scenario, stage, toldDay }: Performance, deal: DealRecord): Promise<void> {
  const { desk, pass } = stage
  const act = partysAct(scenario, stage, deal) ?? afterTheFeed(scenario, stage, deal, toldDay)
  if (act === null) await desk.advanceReplay('nextEvent', pass)
  else {
    await act()
    await desk.indexChain()
  }
}

type Act = () => Promise<void>

function partysAct(scenario: Scenario, stage: Stage, deal: DealRecord): Act | null {
  const state = deal.chain?.state
  if (state?.phase === 'defaulted') return () => stepIn(stage, deal, state)
  if (state?.phase === 'called' && isMet(scenario, stage, state)) return () => meetCall(stage, deal, state)
  return agreedEnd(scenario, stage, deal)
}

/** A stranger who has stepped in meets every call. */
function isMet({ meetsCalls }: Scenario, { stranger }: Stage, { owner, callSide }: EscrowState): boolean {
  return meetsCalls || owner[callSide] === stranger.address
}

function agreedEnd({ termination }: Scenario, { wallets }: Stage, { escrow, chain }: DealRecord): Act | null {
  if (termination === null || chain?.state.periodsSettled !== termination.afterPeriods) return null
  return async () => {
    await wallets[termination.proposer].proposeTermination(escrow, termination.payment)
    await wallets[otherSide(termination.proposer)].acceptTermination(escrow, termination.payment)
  }
}

function afterTheFeed({ feedStops }: Scenario, stage: Stage, deal: DealRecord, lastFixed: Day): Act | null {
  if (feedStops === null || lastFixed < feedStops) return null
  return () => waitAndUnwind(stage, deal, feedStops)
}

async function meetCall(stage: Stage, { terms, escrow }: DealRecord, state: EscrowState): Promise<void> {
  const { callSide, due } = state
  const wallet = walletOf(stage, state, callSide)
  await wallet.mint(terms.token, due)
  await wallet.approve(terms.token, escrow, due)
  await wallet.topUp(escrow, callSide, due)
}

/** Half of the window passes; then the stranger pays in what the failed side needs, and the side is its own. */
async function stepIn(
  { desk, ports, stranger, pass }: Stage,
  deal: DealRecord,
  { cureBy }: EscrowState,
): Promise<void> {
  const { terms, escrow, id } = deal
  await desk.advanceReplay({ to: cureBy - terms.takeoverSeconds / 2 }, pass)
  const viewer = { addresses: [stranger.address] }
  const { row } = await desk.readTakeover({ dealId: id, viewer, asOf: await ports.clock.asOf() })
  const deposit = row?.window.worked?.now.deposit
  if (deposit === undefined) throw new Error('the window is over')
  await stranger.mint(terms.token, deposit)
  await stranger.approve(terms.token, escrow, deposit)
  await stranger.takeOver(escrow, deposit)
}

/** Whose the side is by now. */
function walletOf({ wallets, stranger }: Stage, { owner }: EscrowState, side: Side): PartyWallet {
  return owner[side] === stranger.address ? stranger : wallets[side]
}

/** Nobody can fix what the feed does not give: time passes until either side may unwind, and the seller does. */
async function waitAndUnwind(
  { ports, wallets, pass }: Stage,
  { terms, escrow }: DealRecord,
  lastFixed: Day,
): Promise<void> {
  await ports.clock.moveTo(unwindableFrom(terms, lastFixed + 1))
  await pass()
  await wallets.seller.unwind(escrow)
}

async function withdrawAll({ stage }: Performance, { escrow, chain }: DealRecord): Promise<void> {
  const state = chain?.state
  if (state === undefined) return
  for (const side of SIDES) {
    const wallet = walletOf(stage, state, side)
    const balance = state.balance[side]
    if (balance > 0n) await wallet.withdraw(escrow, side, balance, wallet.address)
    const former = stage.wallets[side]
    const isLeft = state.claims.some(({ holder }) => holder === former.address)
    if (isLeft) await former.withdrawClaim(escrow, former.address)
  }
  await stage.desk.indexChain()
}
