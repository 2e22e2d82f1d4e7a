import { CAUSES, PHASES } from '../../domain/deal/phase.ts'
import { SIDES } from '../../domain/terms/terms.ts'
import { baseUnits } from '../../domain/units/baseUnits.ts'
import type { Ledger } from '../../domain/deal/chainFacts.ts'
import { enumOf } from './decode.ts'

/**
 * The account book of one escrow from the word that every event carries.
 *
 *   bits 0..95 seller's balance · 96..191 buyer's balance · 192..231 cureBy · 232..247 periods settled · 248..250 phase ·
 *   251..253 cause · 254 the called side, or the defaulter · 255 where the owners are kept, which is told by the takeovers themselves
 *
 * Refuses: throws RangeError on a word that no escrow writes (a stranger's event may carry anything).
 * Source:  libraries/Ledger.sol.
 */
export function unpackLedger(word: bigint): Ledger {
  return {
    phase: enumOf(PHASES, bits(word, 248, 3)),
    cause: enumOf(CAUSES, bits(word, 251, 3)),
    balance: { seller: baseUnits(bits(word, 0, 96)), buyer: baseUnits(bits(word, 96, 96)) },
    periodsSettled: Number(bits(word, 232, 16)),
    callSide: enumOf(SIDES, bits(word, 254, 1)),
    cureBy: Number(bits(word, 192, 40)),
  }
}

function bits(word: bigint, from: number, count: number): bigint {
  return BigInt.asUintN(count, word >> BigInt(from))
}
