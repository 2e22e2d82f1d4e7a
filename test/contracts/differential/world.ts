import { computeAddress } from 'ethers'
import { ZERO_ADDRESS } from '../../../server/domain/terms/terms.ts'
import type { Address } from '../../../server/domain/terms/terms.ts'
import type { People } from './people.ts'
import type { World } from './randomTerms.ts'

/** The accounts of the replay: their keys are in replay.t.sol. */
export const PEOPLE: People = {
  seller: computeAddress('0x' + '5e11e4'.padStart(64, '0')) as Address,
  buyer: computeAddress('0x' + 'b0b'.padStart(64, '0')) as Address,
  stranger: '0x00000000000000000000000000000000000057aA',
  taker: '0x0000000000000000000000000000000000007a4e',
}

/** The last day on which a deal of 24 times 30 days can begin. */
const LAST_START = 2 ** 32 - 1 - 720

/** The whole space of terms. Token and oracle are filled in by the replay. */
export const WORLD: World = {
  parties: { seller: PEOPLE.seller, buyer: PEOPLE.buyer },
  broker: '0x000000000000000000000000000000000000B0b1',
  token: () => ZERO_ADDRESS,
  oracle: ZERO_ADDRESS,
  decimals: [8, 18, 6, ...Array.from({ length: 19 }, (_, decimals) => decimals)],
  hashrateBits: 64,
  mostPeriods: 24,
  mostPeriodDays: 30,
  startDay: (random) => {
    const roll = random.int(1, 100)
    return roll === 1 ? 1 : roll === 2 ? LAST_START : random.int(15_000, 25_000)
  },
  rate: null,
}

/** The same with numbers so small that amounts are often equal to the unit: limits that are met exactly, and ties. */
export const SMALL_WORLD: World = {
  ...WORLD,
  decimals: [18],
  hashrateBits: 1,
  mostPeriods: 6,
  mostPeriodDays: 3,
  rate: (random) => BigInt(random.int(4, 30)),
}
