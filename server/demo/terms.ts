import type { Ports } from '../desk/ports.ts'
import { seriesId } from '../domain/index/readings.ts'
import { confirmationText } from '../domain/terms/confirmation.ts'
import { swap } from '../domain/terms/instruments.ts'
import { MARKINGS, ZERO_ADDRESS } from '../domain/terms/terms.ts'
import type { Address, BySide, Terms } from '../domain/terms/terms.ts'
import { baseUnits } from '../domain/units/baseUnits.ts'
import { SECONDS_PER_DAY } from '../domain/units/time.ts'
import { COMMON_TERMS } from './scenarios.ts'
import type { Scenario } from './scenarios.ts'

const NONE = baseUnits(0n)

/** The terms of a scenario's deal: a marked swap on BME14 without a broker. The seed is the salt, so that a run can be repeated. */
export function termsOf(scenario: Scenario, escrows: Ports['escrows'], parties: BySide<Address>, seed: bigint): Terms {
  const { network } = escrows
  const [token] = network.tokens
  if (token === undefined) throw new Error('the network has no token')
  const { decimals, hashrate, periodDays, periods, margin, penalty, ...clocks } = COMMON_TERMS
  const terms = {
    ...parties,
    ...swap({ fixedRate: scenario.fixedRate, periodDays, periods }),
    ...clocks,
    token: token.address,
    decimals,
    oracle: network.oracle,
    series: seriesId('BME14'),
    hashrate,
    startDay: scenario.startDay,
    sellerMargin: margin,
    buyerMargin: margin,
    sellerPenalty: penalty,
    buyerPenalty: penalty,
    marking: MARKINGS.marked,
    minimumTransfer: NONE,
    takeoverSeconds: scenario.takeoverSeconds,
    broker: ZERO_ADDRESS,
    brokerFee: NONE,
    openBy: scenario.signing + SECONDS_PER_DAY,
    salt: seed,
  }
  return { ...terms, documentHash: escrows.documentHashOf(confirmationText(terms)) }
}
