import type { EpochProofView } from '../../desk/queries/readEpochProof.ts'
import type { BlockHeader } from '../../domain/index/headers.ts'
import { clamp } from '../../domain/units/rounding.ts'
import { undecided } from '../../desk/epochChecks.ts'
import { paths, to } from '../paths.ts'
import type { Visit } from '../visit.ts'
import type { Words } from '../words/words.ts'
import { count, date, moment, rate, shortHex, span } from './format.ts'
import { redoLines } from './redoLines.ts'

/** What 2 016 blocks should take, and how far a retarget may go. */
const INTENDED = 1_209_600n

/** Everything the page of an epoch's proof prints, already worded. */
export function toEpochPage(view: EpochProofView, { words }: Visit) {
  const { number, height, value, ending, opening } = view
  const [last, first] = [ending.at(-1), opening[0]]
  return {
    title: words('epoch.title', { number }),
    lead: words('epoch.lead', { rate: rate(value, 2).text, height: count(height) }),
    styles: ['epoch'],
    status: statusOf(view, words),
    note: noteOf(view, words),
    facts: factsOf(view, words),
    steps: first === undefined || last === undefined ? valueSteps(view, words) : stepsOf(view, last, first, words),
    runs: [
      { name: words('epoch.headers.ending'), headers: ending.map(({ raw }) => raw.slice(2)) },
      { name: words('epoch.headers.opening'), headers: opening.map(({ raw }) => raw.slice(2)) },
    ].filter(({ headers }) => headers.length > 0),
    fields: first === undefined || last === undefined ? null : fieldsOf(last, first, words),
    redo: first === undefined || last === undefined ? null : redoLines({ last, first, subsidySat: view.subsidySat }),
    survivals: view.survivals.map(({ until, shown, transaction }) =>
      words('epoch.survivals.text', { until: moment(until, words), count: shown, transaction: shortHex(transaction) }),
    ),
    compared: comparedOf(view, words),
    json: to(paths.epochDocument, { epoch: String(number) }),
  }
}

function statusOf({ retarget, check }: EpochProofView, words: Words) {
  if (retarget.shown === 0) return { state: '', text: words('epoch.anchor') }
  return check === null ? { state: 'call', text: words('epoch.notFinal') } : { state: 'ok', text: words('epoch.final') }
}

function noteOf({ retarget, check, finalityWindow }: EpochProofView, words: Words): string | null {
  if (retarget.shown === 0) return words('epoch.given')
  if (check !== null) return null
  return words('epoch.standing', { at: moment(retarget.at, words), window: span(finalityWindow, words) })
}

function factsOf(view: EpochProofView, words: Words) {
  const { height, retarget, relay, ending, opening } = view
  const shown = words('epoch.shown.text', { ending: ending.length, opening: opening.length })
  return [
    { label: words('epoch.first'), value: count(height) },
    { label: words('epoch.firstAt'), value: moment(retarget.firstTime, words) },
    { label: words('epoch.firstHash'), value: retarget.firstHash.slice(2) },
    { label: words('epoch.relayed'), value: retarget.transaction },
    { label: words('epoch.relay'), value: relay },
    ...(retarget.shown === 0 ? [] : [{ label: words('epoch.shown'), value: shown }]),
  ]
}

function stepsOf(view: EpochProofView, last: BlockHeader, first: BlockHeader, words: Words): readonly string[] {
  const { before, retarget, target } = view
  return [
    words('epoch.step.link', { hash: first.previousHash.slice(2) }),
    words('epoch.step.work', { hash: retarget.firstHash.slice(2), target: target.toString(16).padStart(64, '0') }),
    ...(before === null ? [] : retargetSteps(view, before, last, words)),
    ...valueSteps(view, words),
  ]
}

function retargetSteps(
  { target, retarget }: EpochProofView,
  before: NonNullable<EpochProofView['before']>,
  last: BlockHeader,
  words: Words,
): readonly string[] {
  const took = last.time - before.firstTime
  const reckoned = clamp(BigInt(took), INTENDED / 4n, INTENDED * 4n)
  return [
    words('epoch.step.took', {
      seconds: count(took),
      first: moment(before.firstTime, words),
      last: moment(last.time, words),
    }),
    words('epoch.step.retarget', {
      before: `0x${before.target.toString(16)}`,
      seconds: count(reckoned),
      target: `0x${target.toString(16)}`,
      bits: retarget.bits.toString(16),
    }),
  ]
}

function valueSteps({ difficulty, subsidySat, value }: EpochProofView, words: Words): readonly string[] {
  return [
    words('epoch.step.difficulty', { difficulty: count(difficulty) }),
    words('epoch.step.value', { subsidy: count(subsidySat), value: count(value), people: rate(value, 2).text }),
  ]
}

function fieldsOf(last: BlockHeader, first: BlockHeader, words: Words) {
  const row = (
    name: 'previousHash' | 'merkleRoot' | 'time' | 'bits' | 'nonce',
    text: (header: BlockHeader) => string,
  ) => ({
    name: words(`epoch.field.${name}`),
    last: text(last),
    first: text(first),
  })
  return [
    row('previousHash', ({ previousHash }) => previousHash.slice(2)),
    row('merkleRoot', ({ merkleRoot }) => merkleRoot.slice(2)),
    row('time', ({ time }) => `${time} · ${moment(time, words)}`),
    row('bits', ({ bits }) => bits.toString(16)),
    row('nonce', ({ nonce }) => String(nonce)),
  ]
}

function comparedOf({ check }: EpochProofView, words: Words) {
  if (check === null || check.through < check.from) return { text: words('epoch.compared.none'), rows: [], after: [] }
  const { differences, resolutions, from, through, to: until } = check
  const decided = resolutions.map(({ at, reason }) => words('epoch.decided', { at: moment(at, words), reason }))
  const text =
    differences.length > 0
      ? words('epoch.compared.differ')
      : words('epoch.compared.agree', { from: date(from, words), through: date(through, words) })
  return {
    text,
    rows: differences.map(({ series, day, attested, proven }) => ({
      series,
      day: date(day, words),
      attested: rate(attested, 2),
      proven: rate(proven, 2),
    })),
    after: [
      ...(undecided(check).length > 0 ? [words('epoch.stopped')] : []),
      ...decided,
      ...(until === null ? [words('epoch.compared.goesOn')] : []),
    ],
  }
}
