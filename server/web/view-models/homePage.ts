import type { HomeView } from '../../desk/queries/readHome.ts'
import type { RfqRow } from '../../desk/queries/rfqRows.ts'
import { totalDays } from '../../domain/terms/schedule.ts'
import { dayOf } from '../../domain/units/time.ts'
import { paths, to } from '../paths.ts'
import type { Trial } from '../trial.ts'
import type { Visit } from '../visit.ts'
import type { Words } from '../words/words.ts'
import { defaultStory } from './defaultStory.ts'
import { amount, count, date, percentChange, rate, time } from './format.ts'
import { indexChart } from './indexChart.ts'
import { difficultyText } from './indexWords.ts'

/** Everything the first page prints, already worded. */
export function toHomePage(view: HomeView, visit: Visit, trial: Trial | null) {
  const { words } = visit
  return {
    title: words('home.title'),
    styles: ['home', 'needs'],
    live: 'clock',
    doors: doorsOf(trial, words),
    figures: figuresOf(view, words),
    collateral:
      view.collateral?.map(({ token, total }) => ({ ...amount(total, token.decimals), symbol: token.symbol })) ?? null,
    chart: indexChart(view, '1', words),
    rfqs: view.rfqs?.map((row) => rfqLine(row, view, visit)) ?? null,
    areRfqsKnown: view.rfqs !== null,
    story: view.lastDefault && defaultStory(view.lastDefault, visit),
  }
}

/** On a desk for trying out a door makes the visitor somebody at once; elsewhere it leads to the form, past the sign-in. */
function doorsOf(trial: Trial | null, words: Words) {
  const door = (key: 'mine' | 'take', person: 'miner' | 'buyer', side: 'seller' | 'buyer') => ({
    name: words(`home.${key}`),
    hint: words(`home.${key}.hint`),
    href: `${paths.newRfq}?side=${side}`,
    person: trial && { action: to(paths.becomePerson, { person }), name: words(`home.${key}.try`) },
    isFirst: key === 'mine',
  })
  return [door('mine', 'miner', 'seller'), door('take', 'buyer', 'buyer')]
}

function figuresOf({ latest, rows: [current], nextRetarget }: HomeView, words: Words) {
  return {
    index: indexNow(latest, current, words),
    change:
      current === undefined || current.difficultyBefore === null
        ? null
        : words('home.now.change', { change: percentChange(current.difficulty, current.difficultyBefore) }),
    difficulty: current === undefined ? null : difficultyText(current.difficulty),
    retarget: nextRetarget && {
      day: date(dayOf(nextRetarget.expectedAt), words),
      hint: words(`home.retarget.${nextRetarget.pace}`, { height: count(nextRetarget.height) }),
    },
  }
}

/** The last fixing; where none can be read, what the table says of the epoch that has begun. */
function indexNow(latest: HomeView['latest'], current: HomeView['rows'][number] | undefined, words: Words) {
  if (latest !== null) return { day: words('home.now', { day: date(latest.day, words) }), rate: rate(latest.value) }
  return current === undefined ? null : { day: words('home.now.table'), rate: rate(current.value) }
}

function rfqLine({ rfq, isOwn }: RfqRow, { rows: [current] }: HomeView, { words, asOf, viewer }: Visit) {
  const { side, sheet, wishedRate, id } = rfq
  return {
    href: to(paths.rfq, { rfqId: id }),
    side,
    does: words(side === 'seller' ? 'home.rfq.sells' : 'home.rfq.buys'),
    hashrate: count(sheet.hashrate),
    days: words('terms.days', { count: totalDays(sheet) }),
    start: date(sheet.startDay, words),
    wish: wishedRate && rate(wishedRate),
    versus: wishedRate === null || current === undefined ? null : percentChange(wishedRate, current.value),
    expires: time(rfq.expiresAt, asOf, words),
    quoteHref: isOwn || viewer === null ? null : to(paths.quote, { rfqId: id }),
  }
}
