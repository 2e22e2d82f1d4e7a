import { isOnlooker } from '../../desk/queries/dealRole.ts'
import type { DealPage, EscrowView } from '../../desk/queries/readDealPage.ts'
import { totalDays } from '../../domain/terms/schedule.ts'
import { SIDES, otherSide } from '../../domain/terms/terms.ts'
import { paths, to } from '../paths.ts'
import type { Visit } from '../visit.ts'
import { refusalSentence } from '../words/refusals.ts'
import { actsOffered } from './dealActs.ts'
import { dealDrawing } from './dealDrawing.ts'
import { dealGauges } from './dealGauges.ts'
import { dealAhead } from './dealAhead.ts'
import { lineBeforeOpening, nextLine } from './dealNext.ts'
import { leftLine } from './dealNextTakeover.ts'
import { dealPeriods } from './dealPeriods.ts'
import { deskPhase, escrowPhase } from './dealPhase.ts'
import { dealResult } from './dealResult.ts'
import { dealTerms } from './dealTerms.ts'
import { dealTimeline } from './dealTimeline.ts'
import type { TimelineFilter } from './dealTimeline.ts'
import { symbolOf, toldOf } from './dealTold.ts'
import type { DealTold } from './dealTold.ts'
import { count, dealName, moment, percentChange, rate, shortHex, span } from './format.ts'
import { contradictionFacts, epochHref } from './provenanceWords.ts'
import { takeoverWindow } from './takeoverWindow.ts'
import { walletPart } from './walletPart.ts'

/** The page of a deal, in the order in which it is read: what is next, collateral, index, money, acts, terms, history. */
export function toDealPage(view: DealPage, visit: Visit, filter: TimelineFilter) {
  const told = toldOf(view, visit)
  const { words } = told
  const { deal, escrow, role } = view
  return {
    title: words('deal.title', { name: dealName(deal.id) }),
    styles: ['deal', 'wallet', 'takeover'],
    scripts: ['acts'],
    live: `deal:${deal.id} clock`,
    wallet: walletPart(visit),
    heading: headingOf(told),
    phase: phaseOf(told),
    facts: factsOf(told),
    onlookerNote: isOnlooker(role) ? words(`deal.onlooker.${role}`) : null,
    needsWallet: told.isParty || role === 'former',
    ...partsOf(told, escrow),
    documents: documentsOf(told),
    terms: dealTerms({
      terms: deal.terms,
      symbol: symbolOf(view.token),
      brokerName: view.parties.broker && (view.parties.broker.name ?? shortHex(view.parties.broker.address)),
      words,
    }),
    timeline: dealTimeline(told, filter),
    stale: staleNote(visit),
    contradicted: contradictedBy(told),
    stopped: told.view.isStopped ? refusalSentence('copyDiffers', {}, told.words.locale) : null,
    readTo: view.readTo && words('deal.asOfBlock', { block: view.readTo.number, time: moment(view.readTo.at, words) }),
  }
}

function partsOf(told: DealTold, escrow: EscrowView | null) {
  if (escrow === null) return { arrangement: 'stack', next: lineBeforeOpening(told) }
  const { ending } = escrow
  const acts = actsOffered(told, escrow)
  return {
    arrangement: 'with-aside',
    next: nextOf(told, escrow),
    window:
      escrow.window &&
      takeoverWindow({
        ...told,
        token: told.view.token,
        window: escrow.window,
        you: told.isParty ? told.view.side : null,
      }),
    result: ending && dealResult(told, escrow, ending),
    gauges: ending === null ? dealGauges(told, escrow) : null,
    chart: dealDrawing(told, escrow),
    money: dealPeriods(told, escrow),
    ahead: aheadOf(told, escrow),
    acts,
    showsActs: acts.length > 0 || (told.isParty && ending === null),
  }
}

/** What is next; an ended deal says how it ended instead, and whoever lost its side what became of it first of all. */
function nextOf(told: DealTold, escrow: EscrowView) {
  if (escrow.left !== null) return leftLine(told, escrow, escrow.left)
  return escrow.ending === null ? nextLine(told, escrow) : null
}

/** What is to come, for whoever may still be called. */
function aheadOf(told: DealTold, { ahead }: EscrowView) {
  return ahead && dealAhead(told, ahead)
}

/** Why the desk does nothing on the deal's index, and where the proof is; null while it does. */
function contradictedBy({ view, words }: DealTold) {
  const [contradiction] = view.contradictions
  if (contradiction === undefined) return null
  const { epoch, ...facts } = contradictionFacts(contradiction, words)
  return { text: words('deal.contradicted', facts), href: epochHref(epoch) }
}

/** While the chain does not answer, how old everything is that it said; '' while it does. */
function staleNote({ frame, words }: Visit): string {
  const { ok, ageMs } = frame.readiness.chain
  return ok ? '' : words('deal.stale', { age: span(ageMs / 1_000, words) })
}

function headingOf({ view, words }: DealTold): string {
  const { terms } = view.deal
  return words(`deal.heading.${view.role === 'former' ? 'broker' : view.role}`, {
    hashrate: count(terms.hashrate),
    days: totalDays(terms),
  })
}

/** Where the deal stands, in a word, with the colour of its mood. */
function phaseOf({ view, words, asOf }: DealTold): { readonly text: string; readonly mood: string } {
  const { deal, escrow, role } = view
  const { key, mood } = escrow === null ? deskPhase(deal.state) : escrowPhase(escrow.state, role, asOf)
  return { text: words(key), mood }
}

function factsOf(told: DealTold) {
  const { view, words } = told
  const { deal, escrow, role } = view
  const { terms } = deal
  const fixedRate = rate(terms.fixedRate)
  const settled = escrow && { done: escrow.state.periodsSettled, all: terms.periods }
  return [
    { label: words('deal.fact.you'), value: words(`deal.fact.${role}`) },
    ...partyFacts(told),
    indexFact(told),
    { label: words('deal.fact.fixedRate'), value: `${fixedRate.text} ${words('unit.rate')}`, title: fixedRate.exact },
    ...(settled === null ? [] : [{ label: words('deal.fact.settled'), value: words('deal.fact.settledOf', settled) }]),
    { label: words('deal.fact.escrow'), value: shortHex(deal.escrow), isFigure: true, title: deal.escrow },
  ]
}

function partyFacts({ view, words, nameOf, isParty }: DealTold) {
  if (isParty) return [{ label: words('deal.fact.counterparty'), value: nameOf(otherSide(view.side)) }]
  return SIDES.map((side) => ({ label: words(`side.${side}`), value: nameOf(side) }))
}

function indexFact({ view, words }: DealTold) {
  const name = view.series ?? words('deal.terms.foreignIndex')
  const latest = view.escrow?.latest ?? null
  if (latest === null) return { label: words('deal.fact.index'), value: name }
  const percent = percentChange(latest.value, view.deal.terms.fixedRate)
  return {
    label: words('deal.fact.index'),
    value: `${name} ${rate(latest.value).text}`,
    after: words('deal.fact.against', { percent }),
  }
}

function documentsOf({ view, words }: DealTold) {
  const { deal } = view
  return {
    confirmation: to(paths.confirmation, { dealId: deal.id }),
    replayFile: isReplayable(view) ? to(paths.replayFile, { dealId: deal.id }) : null,
    replayCommand: `npm run replay -- hashdesk-${dealName(deal.id)}-replay.json`,
    escrowPage: `${paths.escrowPage}?escrow=${deal.escrow}&lang=${words.locale}`,
    timeline: to(paths.dealCsv, { dealId: deal.id }),
    escrow: deal.escrow,
    digest: deal.id,
    hash: deal.terms.documentHash,
  }
}

/** There is something to recompute once the deal is open, and it can be where the desk follows its index. */
function isReplayable({ escrow, series }: DealPage): boolean {
  return escrow !== null && series !== null
}
