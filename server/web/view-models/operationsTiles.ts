import type { SourceSeen } from '../../desk/ports/bitcoin.ts'
import type { WaitingFixing } from '../../desk/queries/waitingFixings.ts'
import type { OperationsView } from '../../desk/queries/readOperations.ts'
import type { Words } from '../words/words.ts'
import { amount, count, date, moment, shortHex, span } from './format.ts'

/** Wei in a ten-thousandth of the chain's coin: gas is not counted closer than that by people. */
const WEI_COUNTED = 10n ** 14n

/** A part of the desk in one glance. */
interface Tile {
  readonly name: string
  /** `ok`, `default` where it is down: the class of the mark beside the word. */
  readonly state: 'ok' | 'default'
  readonly word: string
  readonly lines: readonly string[]
}

/** The parts, one tile each. */
export function operationsTiles(view: OperationsView, words: Words): readonly Tile[] {
  return [
    tile('database', view, words, []),
    tile('chain', view, words, chainLines(view, words)),
    tile('index', view, words, indexLines(view, words)),
    tile('engine', view, words, engineLines(view, words)),
    gasTile(view, words),
  ]
}

type Part = 'database' | 'chain' | 'index' | 'engine'

function tile(part: Part, { readiness }: OperationsView, words: Words, lines: readonly string[]): Tile {
  const { ok, ageMs } = readiness[part]
  const age = span(ageMs / 1_000, words)
  return {
    name: words(`operations.part.${part}`),
    state: ok ? 'ok' : 'default',
    word: ok ? words('operations.answers') : words('operations.silent', { age }),
    lines,
  }
}

function chainLines({ head, read }: OperationsView, words: Words): readonly string[] {
  if (head === null) return [words('operations.unknown')]
  return [
    words('operations.head', { block: count(head.number), at: moment(head.at, words) }),
    ...(read === null ? [] : [lagText(head.number - read.number, words)]),
  ]
}

function lagText(blocks: number, words: Words): string {
  return blocks <= 0 ? words('operations.readAll') : words('operations.behind', { count: blocks })
}

function indexLines({ fixings, waiting, bitcoin }: OperationsView, words: Words): readonly string[] {
  if (fixings === null) return [words('operations.unknown')]
  const { lastFixed, lastDue } = fixings
  return [
    lastFixed === null ? words('operations.noFixing') : words('operations.lastFixing', { day: date(lastFixed, words) }),
    words('operations.lastDue', { day: date(lastDue, words) }),
    ...(waiting ?? []).map((one) => words(`operations.waits.${one.waits}`, waitingFacts(one, words))),
    ...(bitcoin?.sources ?? []).map((source) => sourceText(source, words)),
  ]
}

function sourceText({ name, newest }: SourceSeen, words: Words): string {
  const source = words(`operations.source.${name}`)
  if (newest === null) return words('operations.source.none', { source })
  return words('operations.source.newest', { source, height: count(newest.height), at: moment(newest.time, words) })
}

/** What a sentence about a day that waits is made of. */
export function waitingFacts({ series, day, reports, finalFrom }: WaitingFixing, words: Words) {
  const until = finalFrom === null ? '' : moment(finalFrom, words)
  return { day: date(day, words), series: series.join(', '), until, count: reports }
}

function engineLines({ runs, lease, worldNow }: OperationsView, words: Words): readonly string[] {
  const finished = runs?.map(({ run }) => run?.finishedAt ?? 0) ?? []
  const last = Math.max(0, ...finished)
  return [
    last === 0
      ? words('operations.noPass')
      : words('operations.lastPass', { span: span(Math.max(0, worldNow - last) / 1_000, words) }),
    lease === null
      ? words('operations.noHolder')
      : words('operations.holder', { holder: lease.holder, token: lease.token }),
  ]
}

function gasTile({ account, concerns }: OperationsView, words: Words): Tile {
  const isLow = concerns.some(({ kind }) => kind === 'gasLow')
  return {
    name: words('operations.gas'),
    state: account === null || isLow ? 'default' : 'ok',
    word:
      account === null
        ? words('operations.unknown')
        : words('operations.gas.left', { amount: amount(account.balance / WEI_COUNTED, 4).text }),
    lines:
      account === null
        ? []
        : [
            shortHex(account.address),
            words('operations.gas.power'),
            words('operations.gas.least', { amount: amount(account.least / WEI_COUNTED, 4).text }),
          ],
  }
}
