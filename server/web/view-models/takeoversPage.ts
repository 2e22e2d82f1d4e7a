import type { Relation, TakeoverRow, TakeoverView } from '../../desk/queries/readTakeovers.ts'
import type { WindowWorked } from '../../desk/queries/windowView.ts'
import { lastDay } from '../../domain/terms/schedule.ts'
import type { Side } from '../../domain/terms/terms.ts'
import { paths, to } from '../paths.ts'
import type { Visit } from '../visit.ts'
import type { WordKey, Words } from '../words/words.ts'
import { dealTerms } from './dealTerms.ts'
import { symbolOf } from './dealTold.ts'
import {
  amount,
  count,
  date,
  dealName,
  moment,
  percentChange,
  rate,
  shortHex,
  signedAmount,
  span,
  time,
} from './format.ts'
import { takeoverWindow } from './takeoverWindow.ts'
import { walletPart } from './walletPart.ts'

/** Every deal whose failed side can be taken over, a line each. */
export function toTakeoversPage(rows: readonly TakeoverRow[], visit: Visit) {
  const { words } = visit
  return {
    title: words('takeovers.title'),
    styles: ['takeover'],
    live: 'windows clock',
    count: words('takeovers.count', { count: rows.length }),
    rows: rows.map((row) => line(row, visit)),
  }
}

const RELATIONS: Readonly<Record<Relation, WordKey | null>> = {
  failed: 'takeovers.yours.failed',
  honouring: 'takeovers.yours.honouring',
  stranger: null,
}

function line({ deal, token, series, latest, window, relation }: TakeoverRow, { words, asOf }: Visit) {
  const { worked, side } = window
  const { terms, chain } = deal
  const related = RELATIONS[relation]
  const money = (base: bigint | undefined) => (base === undefined ? null : amount(base, token.decimals))
  return {
    href: to(paths.takeover, { dealId: deal.id }),
    side,
    become: words(`takeovers.${side}`),
    relation: related === null ? '' : words(related),
    symbol: symbolOf(token),
    terms: words('takeovers.terms', { hashrate: count(terms.hashrate), series, rate: rate(terms.fixedRate).text }),
    schedule: words('takeovers.schedule', {
      done: chain?.state.periodsSettled ?? 0,
      all: terms.periods,
      to: date(lastDay(terms), words),
    }),
    worth: worked && signedAmount(worked.worth, token.decimals),
    freshness: freshnessOf(window.isIndexFresh, latest, words),
    isStale: !window.isIndexFresh,
    deposit: money(worked?.now.deposit),
    reward: money(worked?.now.reward),
    rewardAtEnd: money(worked?.atEnd.reward),
    until: time(window.until, asOf, words),
  }
}

function freshnessOf(isFresh: boolean, latest: TakeoverRow['latest'], words: Words): string {
  if (!isFresh || latest === null) return words('takeovers.stale')
  return words('takeovers.fresh', { day: date(latest.day, words) })
}

/** One deal to take over: what it would cost and bring, and every term. Nobody is named. */
export function toTakeoverPage(view: TakeoverView, visit: Visit) {
  const { words, asOf } = visit
  const { row } = view
  const common = {
    styles: ['deal', 'wallet', 'takeover'],
    scripts: ['acts'],
    live: 'windows clock',
    wallet: walletPart(visit),
    back: paths.takeovers,
  }
  if (row === null) return { ...common, ...overPage(view, words), card: null }
  const { deal, window, token } = row
  const { terms } = deal
  const symbol = symbolOf(token)
  return {
    ...common,
    title: words('takeovers.one.title'),
    heading: words(`takeovers.one.heading.${window.side}`, { hashrate: count(terms.hashrate) }),
    phase: words('takeover.phase'),
    next: nextLine(row, visit),
    card: takeoverWindow({ window, token, words, asOf, you: sideOf(row) }),
    facts: factsOf(row, words),
    terms: dealTerms({ terms, symbol, brokerName: null, words }),
    escrow: deal.escrow,
    escrowPage: `${paths.escrowPage}?escrow=${deal.escrow}&lang=${words.locale}`,
    anonymous: words('takeovers.one.anonymous'),
  }
}

function sideOf({ window, relation }: TakeoverRow): Side | null {
  if (relation === 'stranger') return null
  const other = window.side === 'seller' ? 'buyer' : 'seller'
  return relation === 'failed' ? window.side : other
}

/** What is left to say once the window is over; whoever stepped in is led to the deal at once. */
function overPage({ dealId, isViewers, ended }: TakeoverView, words: Words) {
  const sentence = words(isViewers && ended === 'takenOver' ? 'takeovers.one.mine' : overKey(ended))
  const link = isViewers
    ? { href: to(paths.deal, { dealId }), name: words('takeovers.one.toDeal'), isStraight: true }
    : { href: paths.takeovers, name: words('takeovers.one.others'), isStraight: false }
  return {
    title: words('takeovers.one.title'),
    heading: words('takeovers.one.title'),
    phase: '',
    next: { mood: isViewers ? 'ok' : '', clock: '', sentence, notes: [], act: null, link },
  }
}

function overKey(ended: TakeoverView['ended']): WordKey {
  return ended === null ? 'takeovers.one.over.waiting' : `takeovers.one.over.${ended}`
}

function nextLine(row: TakeoverRow, visit: Visit) {
  const { deal, window, relation } = row
  const { words, asOf } = visit
  const quiet = { mood: 'default', clock: span(window.until - asOf, words), notes: [], act: null, link: null }
  if (relation !== 'stranger') {
    const link = { href: to(paths.deal, { dealId: deal.id }), name: words('takeovers.one.toDeal'), isStraight: false }
    return { ...quiet, sentence: words(`takeovers.one.${relation}`), link }
  }
  if (window.worked === null) {
    return { ...quiet, sentence: words('takeovers.one.nextUnknown', { until: moment(window.until, words) }) }
  }
  return { ...quiet, mood: 'call', ...offered(row, window.worked, visit) }
}

/** What stepping in comes to, and the way to do it: with a wallet, once there is one. */
function offered(row: TakeoverRow, { now, atEnd }: WindowWorked, { words, viewer }: Visit) {
  const { deal, window, token } = row
  const until = moment(window.until, words)
  const money = (base: bigint) => `${amount(base, token.decimals).text} ${symbolOf(token)}`
  const facts = {
    until,
    deposit: money(now.deposit),
    account: money(now.balance[window.side]),
    reward: money(now.reward),
  }
  const hasWallet = (viewer?.addresses.length ?? 0) > 0
  return {
    sentence: words('takeovers.one.next', facts),
    notes: [
      words('takeovers.one.wait', { until, reward: money(atEnd.reward) }),
      ...(window.isOpen ? [] : [words('takeovers.one.stale')]),
      ...(hasWallet ? [] : [words('takeovers.one.wallet')]),
    ],
    act: hasWallet && window.isOpen ? actOf(row, facts, words) : null,
    link: hasWallet ? null : walletLink(deal.id, words),
  }
}

function actOf({ deal }: TakeoverRow, facts: Readonly<Record<string, string>>, words: Words) {
  return {
    name: 'takeOver',
    action: to(paths.prepareAct, { dealId: deal.id }),
    label: words('takeovers.one.act', facts),
    result: words('takeovers.one.act.says', facts),
    note: '',
    field: null,
    payers: [],
    hidden: [{ name: 'back', value: to(paths.takeover, { dealId: deal.id }) }],
  }
}

function walletLink(dealId: string, words: Words) {
  const back = encodeURIComponent(to(paths.takeover, { dealId }))
  return { href: `${paths.wallet}?back=${back}`, name: words('takeovers.one.link'), isStraight: false }
}

function factsOf({ deal, series, latest }: TakeoverRow, words: Words) {
  const { terms, chain } = deal
  const fixed = rate(terms.fixedRate)
  const now =
    latest === null
      ? []
      : [
          {
            label: words('takeovers.one.index', { day: date(latest.day, words) }),
            value: `${series} ${rate(latest.value).text}`,
            after: words('takeovers.one.against', { percent: percentChange(latest.value, terms.fixedRate) }),
          },
        ]
  return [
    ...now,
    { label: words('deal.fact.fixedRate'), value: `${fixed.text} ${words('unit.rate')}`, title: fixed.exact },
    {
      label: words('deal.fact.settled'),
      value: words('deal.fact.settledOf', { done: chain?.state.periodsSettled ?? 0, all: terms.periods }),
    },
    { label: words('deal.fact.escrow'), value: shortHex(deal.escrow), isFigure: true, title: deal.escrow },
    { label: words('portfolio.deal'), value: dealName(deal.id), isFigure: true, title: deal.id },
  ]
}

/** The way to deals that can be taken over, where there are any the viewer could step into; null where there is none. */
export function takeoverInvitation(many: number, words: Words) {
  if (many === 0) return null
  return { text: words('takeovers.needs', { count: many }), href: paths.takeovers, act: words('takeovers.look') }
}
