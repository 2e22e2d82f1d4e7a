import type { EpochProofView } from '../../desk/queries/readEpochProof.ts'
import type { Difference } from '../../domain/index/proven.ts'
import { isoDay, isoInstant } from '../../domain/units/calendar.ts'
import { printIndexValue } from '../../domain/units/print.ts'

/** An epoch's proof for programs: headers as hex, the value as `GET /api/v1/indices` prints it, and exact as an integer of 1e-18. */
export function toEpochDocument(view: EpochProofView) {
  const { number, height, relay, retarget, ending, opening, target, subsidySat, value, check, survivals } = view
  return {
    epoch: number,
    height,
    relay,
    transaction: retarget.transaction,
    relayedAt: isoInstant(retarget.at),
    trust: retarget.shown === 0 ? 'anchor' : check === null ? 'standing' : 'proven',
    firstHash: retarget.firstHash.slice(2),
    firstTime: retarget.firstTime,
    bits: retarget.bits.toString(16),
    target: target.toString(16).padStart(64, '0'),
    subsidySat: subsidySat.toString(),
    unit: 'BTC/TH/day',
    value: printIndexValue(value),
    exact: value.toString(),
    headers: { ending: ending.map(({ raw }) => raw.slice(2)), opening: opening.map(({ raw }) => raw.slice(2)) },
    survivals: survivals.map(({ until, transaction, headers }) => ({
      until: isoInstant(until),
      transaction,
      headers: headers.map((run) => run.slice(2)),
    })),
    fixings: check && {
      from: isoDay(check.from),
      through: isoDay(check.through),
      isComplete: check.to !== null && check.through >= check.to,
      differences: check.differences.map(differenceOf),
      decisions: check.resolutions.map(({ at, reason, covers }) => ({
        at: isoInstant(at),
        reason,
        covers: covers.map(differenceOf),
      })),
    },
  }
}

function differenceOf({ series, day, attested, proven }: Difference) {
  return { series, date: isoDay(day), published: printIndexValue(attested), proven: printIndexValue(proven) }
}
