import { paths, to } from '../paths.ts'
import type { ReplayState, Trial } from '../trial.ts'
import { SPEEDS } from '../trial.ts'
import type { Visit } from '../visit.ts'
import type { PersonNeeded } from '../../desk/queries/readPersonNeeded.ts'
import { ROLES } from '../../desk/ports/accounts.ts'
import type { Words } from '../words/words.ts'
import { LOCALES, LOCALE_NAMES } from '../words/locales.ts'
import { moment, shortHex, span, weekday } from './format.ts'

export interface FrameAsked {
  readonly visit: Visit
  readonly trial: Trial | null
  /** The address to come back to, with its query. */
  readonly here: string
  /** The address that was asked for. */
  readonly at: string
  /** How many things wait for the viewer. */
  readonly needsYou: number
}

/** What stands around every page, already worded: navigation, account, language, replay bar, outages. */
export function toFrame({ visit, trial, here, at, needsYou }: FrameAsked) {
  const { viewer, words, frame } = visit
  return {
    lang: LOCALE_NAMES[words.locale].tag,
    isChinese: words.locale === 'zh',
    here,
    live: topics(visit, trial),
    signIn: `${paths.signIn}?back=${encodeURIComponent(here)}`,
    navigation: navigation(visit, at, needsYou),
    languages: LOCALES.map((locale) => ({
      name: LOCALE_NAMES[locale].name,
      tag: LOCALE_NAMES[locale].tag,
      isCurrent: locale === words.locale,
      href: `${to(paths.language, { locale })}?back=${encodeURIComponent(here)}`,
    })),
    account: viewer && {
      name: viewer.name,
      address: viewer.addresses[0] === undefined ? words('frame.noWallet') : shortHex(viewer.addresses[0]),
      hasAddress: viewer.addresses.length > 0,
    },
    network: { isUp: frame.readiness.chain.ok, name: words('frame.network', { id: frame.chainId }) },
    outages: outages(visit),
    isStale: isStale(visit),
    replay: trial && replayBar(visit, trial),
    people: trial && people(visit, trial),
    walletRpc: trial?.rpcUrl ?? '',
    chainId: frame.chainId,
  }
}

/** What every page follows, besides what it shows itself. */
function topics({ viewer }: Visit, trial: Trial | null): string {
  const names = viewer === null ? [] : [viewer.id, ...viewer.addresses]
  return [...(trial === null ? [] : ['clock']), ...names.map((name) => `account:${name}`)].join(' ')
}

function navigation({ viewer, words }: Visit, at: string, needsYou: number) {
  const entry = (key: 'rfqs' | 'portfolio' | 'index' | 'broker' | 'operations', href: string) => ({
    name: words(`frame.${key}`),
    href,
    isCurrent: at === href || at.startsWith(`${href}/`) || at.startsWith(`${href}?`),
    badge:
      key === 'portfolio' && needsYou > 0
        ? { count: needsYou, label: words('frame.needsYou', { count: needsYou }) }
        : null,
  })
  return [
    entry('rfqs', paths.rfqs),
    ...(viewer === null ? [] : [entry('portfolio', paths.portfolio)]),
    entry('index', paths.indices),
    ...(viewer?.role === 'broker' ? [entry('broker', paths.broker)] : []),
    ...(viewer?.isOperator === true ? [entry('operations', paths.operations)] : []),
  ]
}

const PARTS = ['database', 'chain', 'index', 'engine'] as const

/** A line for each part that is down. The engine needs database and chain: that it is silent without them is no news. */
function outages({ frame: { readiness }, words }: Visit): string[] {
  const isEngineNews = readiness.database.ok && readiness.chain.ok
  return PARTS.filter((part) => !readiness[part].ok && (part !== 'engine' || isEngineNews)).map((part) =>
    words(`outage.${part}`, { age: span(Math.max(1, readiness[part].ageMs / 1_000), words) }),
  )
}

/** Whether the chain, or what the engine brings about, may have moved on from the numbers that are shown. */
function isStale({ frame: { readiness } }: Visit): boolean {
  return !readiness.chain.ok || (readiness.database.ok && !readiness.engine.ok)
}

const SPEED_WORDS = { 1: 'replay.speedDay', 7: 'replay.speedWeek' } as const

function replayBar({ viewer, asOf, words }: Visit, { replay }: Trial) {
  const state = replay.state()
  const { isPlaying, speed, hasEnded, stoppedFor } = state
  return {
    now: `${weekday(asOf, words)} ${moment(asOf, words)}`,
    state: stateSentence(state, words),
    look: stoppedFor === null || stoppedFor === 'failure' ? null : lookAt(stoppedFor, viewer, words),
    isPlaying,
    hasEnded,
    speeds: SPEEDS.map((days) => ({ days, name: words(SPEED_WORDS[days]), isCurrent: days === speed })),
  }
}

function stateSentence({ isPlaying, speed, hasEnded, stoppedFor }: ReplayState, words: Words): string {
  if (isPlaying) return words('replay.playing', { speed: words(SPEED_WORDS[speed]) })
  const paused =
    stoppedFor === null
      ? words('replay.paused')
      : words(`replay.stopped.${stoppedFor === 'failure' ? stoppedFor : stoppedFor.reason}`)
  return hasEnded ? `${stoppedFor === null ? '' : `${paused} `}${words('replay.ended')}` : paused
}

/** The way to what waits for a person, for those who may see it. */
function lookAt({ what, id, reason, concerns }: PersonNeeded, viewer: Visit['viewer'], words: Words) {
  if (viewer === null) return null
  const isTheirs = [viewer.id, ...viewer.addresses].some((one) => concerns.includes(one))
  // A side that failed is anybody's to take over.
  if (!isTheirs && reason === 'windowOpened') {
    return { href: to(paths.takeover, { dealId: id }), text: words('takeover.look') }
  }
  if (!isTheirs) return null
  const href =
    what === 'negotiation'
      ? to(paths.negotiation, { negotiationId: id })
      : to(reason === 'signatureAwaited' ? paths.sign : paths.deal, { dealId: id })
  return { href, text: words('replay.look') }
}

function people({ viewer, words }: Visit, trial: Trial) {
  return ROLES.map((role) => ({
    name: words(`role.${role}`),
    who: trial.people[role].name,
    href: to(paths.becomePerson, { person: role }),
    isCurrent: viewer?.id === trial.people[role].id,
  }))
}
