import type { EpochRow, IndexPageView } from '../../desk/queries/readIndexPage.ts'
import { subsidyAt } from '../../domain/index/bme.ts'
import { epochNumber } from '../../domain/index/epochs.ts'
import { EPOCHS_AVERAGED } from '../../domain/index/fixings.ts'
import { SERIES } from '../../domain/index/readings.ts'
import { targetOf } from '../../domain/index/target.ts'
import { printDecimal, printIndexValue } from '../../domain/units/print.ts'
import { dayOf } from '../../domain/units/time.ts'
import { paths, to } from '../paths.ts'
import type { Visit } from '../visit.ts'
import type { Words } from '../words/words.ts'
import { count, date, moment, percentChange, rate, shortHex } from './format.ts'
import { indexChart, RANGES } from './indexChart.ts'
import type { Range } from './indexChart.ts'
import { difficultyText, retargetText } from './indexWords.ts'
import { contradictionFacts, epochHref, epochProofOf, sourceText, verdictOf } from './provenanceWords.ts'

const ROWS_AT_FIRST = 12

export interface IndexPageAsked {
  readonly range: Range
  readonly isWhole: 'whole' | 'short'
  readonly origin: string
}

/** Everything the index page prints, already worded. */
export function toIndexPage(view: IndexPageView, { words, asOf }: Visit, asked: IndexPageAsked) {
  const { series } = view
  const here = to(paths.indexPage, { series })
  const [current] = view.rows
  return {
    title: words('index.title', { series }),
    lead: series === 'BME14' ? words('index.lead') : words('index.lead.average', { count: EPOCHS_AVERAGED[series] }),
    live: 'clock',
    series: SERIES.map((name) => ({
      name,
      href: to(paths.indexPage, { series: name }),
      isCurrent: name === series,
    })),
    now: nowOf(view, words),
    overdue: overdueOf(view, words),
    contradictions: view.contradictions.map((contradiction) => ({
      text: words('index.contradicted', contradictionFacts(contradiction, words)),
      href: epochHref(contradiction.check.number),
    })),
    days: daysOf(view, words),
    ranges: RANGES.map((range) => ({
      name: words(`index.range.${range}`),
      href: `${here}?range=${range}`,
      isCurrent: range === asked.range,
    })),
    chartHeading: words('index.chart', { series }),
    chart: indexChart(view, asked.range, words),
    ...(current === undefined ? {} : epochOf(view, current, asked.origin, { words, asOf })),
    halving: halvingOf(view, words),
    rows: rowsOf(asked.isWhole === 'whole' ? view.rows : view.rows.slice(0, ROWS_AT_FIRST), view.proofs, words),
    more:
      asked.isWhole === 'whole' || view.rows.length <= ROWS_AT_FIRST
        ? null
        : {
            href: `${here}?range=${asked.range}&epochs=all#epochs`,
            text: words('index.epochs.more', { count: view.rows.length }),
          },
  }
}

/** What the page says of the epoch that has begun. */
function epochOf(
  view: IndexPageView,
  current: EpochRow,
  origin: string,
  { words, asOf }: Pick<Visit, 'words' | 'asOf'>,
) {
  const day = date(dayOf(current.epoch.firstTime), words)
  return {
    byTable: { day: words('index.byTable', { day }), rate: rate(current.value) },
    facts: factsOf(view, current, asOf, words),
    formula: formulaOf(view, current, words),
    check: checkOf(view, current, origin, words),
  }
}

function nowOf({ latest, fixings, attesters }: IndexPageView, words: Words) {
  if (latest === null) return null
  return {
    source: sourceText(latest, attesters, words),
    verdict: verdictOf(fixings[0]?.proof ?? null, words),
    day: words('index.now', { day: date(latest.day, words) }),
    rate: rate(latest.value),
    transaction: shortHex(latest.transaction),
    transactionWhole: latest.transaction,
  }
}

function daysOf({ fixings, attesters }: IndexPageView, words: Words) {
  return fixings.map(({ fixing, proof }) => ({
    day: date(fixing.day, words),
    rate: rate(fixing.value),
    source: sourceText(fixing, attesters, words),
    transaction: shortHex(fixing.transaction),
    transactionWhole: fixing.transaction,
    verdict: verdictOf(proof, words),
  }))
}

function factsOf({ nextRetarget }: IndexPageView, current: EpochRow, asOf: number, words: Words) {
  return {
    difficulty: difficultyText(current.difficulty),
    lastChange: current.difficultyBefore === null ? '–' : percentChange(current.difficulty, current.difficultyBefore),
    lastDay: date(dayOf(current.epoch.firstTime), words),
    nextRetarget: nextRetarget && retargetText(nextRetarget, asOf, words),
  }
}

function overdueOf({ overdue }: IndexPageView, words: Words) {
  if (overdue === null) return null
  const { day, since, deals } = overdue
  const first = Math.min(...deals.map(({ unwindableFrom }) => unwindableFrom))
  return {
    sentence: words('index.overdue', { day: date(day, words), since: moment(since, words) }),
    deals:
      deals.length === 0 ? null : words('index.overdue.deals', { count: deals.length, from: moment(first, words) }),
  }
}

function formulaOf({ rows, series }: IndexPageView, current: EpochRow, words: Words): string {
  const people = rate(current.value, 2).text
  const averaged = EPOCHS_AVERAGED[series]
  if (averaged > 1) {
    const shown = rows.slice(0, 2).map(({ value }) => rate(value, 2).text)
    return words('index.formula.average', {
      values: `${shown.join(' + ')}${averaged > 2 ? ' + …' : ''}`,
      count: averaged,
      people,
    })
  }
  return words('index.formula.text', {
    difficulty: count(current.difficulty),
    subsidy: subsidyText(current.epoch.firstHeight),
    value: printIndexValue(current.value),
    people,
  })
}

function subsidyText(height: number): string {
  return printDecimal(subsidyAt(height), 8).replace(/0+$/, '')
}

function checkOf({ series }: IndexPageView, { epoch, value }: EpochRow, origin: string, words: Words) {
  if (series !== 'BME14') return null
  const target = targetOf(epoch.bits).toString(16)
  return {
    api: `${to(paths.index, { series })}?height=${epoch.firstHeight}`,
    hint: words('index.check.hint', { height: epoch.firstHeight, value: value.toString() }),
    lines: [
      `bitcoin-cli getblockheader $(bitcoin-cli getblockhash ${epoch.firstHeight})   # "bits": "${epoch.bits.toString(16)}"`,
      `node -p '10n**18n * 10n**12n * 86400n * ${subsidyAt(epoch.firstHeight)}n * 0x${target}n / (10n**8n * 2n**32n * 65535n * 2n**208n)'`,
      `curl '${origin}${paths.index.replace(':series', series)}?height=${epoch.firstHeight}'`,
    ],
  }
}

function halvingOf({ nextHalving }: IndexPageView, words: Words): string | null {
  if (nextHalving === null) return null
  const { height, indexFollowsAtHeight, expectedAt } = nextHalving
  return words('index.halving.text', {
    subsidy: subsidyText(height),
    height: count(height),
    day: date(dayOf(expectedAt), words),
    follows: count(indexFollowsAtHeight),
  })
}

function rowsOf(rows: readonly EpochRow[], proofs: IndexPageView['proofs'], words: Words) {
  return rows.map(({ epoch, difficulty, difficultyBefore, value }) => ({
    height: count(epoch.firstHeight),
    date: date(dayOf(epoch.firstTime), words),
    proof: epochProofOf(epochNumber(epoch), proofs.get(epochNumber(epoch)), epoch, words),
    difficulty: count(difficulty),
    change: difficultyBefore === null ? '–' : percentChange(difficulty, difficultyBefore),
    rate: rate(value),
  }))
}
