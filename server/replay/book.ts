import { CAUSES, PHASES } from '../domain/deal/phase.ts'
import type { Ledger } from '../domain/deal/chainFacts.ts'
import { SIDES } from '../domain/terms/terms.ts'
import type { Hex } from '../domain/terms/terms.ts'

/**
 * The account book of an escrow, packed as its events carry it; `takeovers`: how many there were.
 *
 *   bits 0..95 seller's balance · 96..191 buyer's balance · 192..231 deadline · 232..247 periods settled · 248..250 phase ·
 *   251..253 cause · 254 the called side or the defaulter · 255 whether a side was ever taken over
 */
export function packedBook(state: Ledger, takeovers: number): Hex {
  const { balance, cureBy, periodsSettled, phase, cause, callSide } = state
  const word =
    balance.seller |
    (balance.buyer << 96n) |
    (BigInt(cureBy) << 192n) |
    (BigInt(periodsSettled) << 232n) |
    (BigInt(PHASES.indexOf(phase)) << 248n) |
    (BigInt(CAUSES.indexOf(cause)) << 251n) |
    (BigInt(SIDES.indexOf(callSide)) << 254n) |
    (BigInt(Math.sign(takeovers)) << 255n)
  return `0x${word.toString(16).padStart(64, '0')}`
}
