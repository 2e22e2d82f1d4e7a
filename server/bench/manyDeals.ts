import { accountOf, signDigest } from '../adapters/chain/typedData.ts'
import { TOKEN } from '../adapters/chain/abi.ts'
import { openingCall } from '../adapters/chain/gateway.ts'
import { hexOf } from '../adapters/chain/decode.ts'
import type { Chain } from '../adapters/chain/provider.ts'
import type { Scenario } from '../demo/scenarios.ts'
import { termsOf } from '../demo/terms.ts'
import type { EscrowGateway } from '../desk/ports.ts'
import { confirmationText } from '../domain/terms/confirmation.ts'
import type { Address, BySide, Hex, Terms } from '../domain/terms/terms.ts'
import { baseUnits } from '../domain/units/baseUnits.ts'
import { impersonating } from './impersonating.ts'
import type { Pay } from './impersonating.ts'

/** As many deals as two people have with each other. */
const DEALS_OF_A_PAIR = 50
/** One deal in so many has just the margin that the jump of the index calls. */
const CALLED_ONE_IN = 10
/** Ample: no jump of a single day calls it. */
const AMPLE_MARGIN = 5n
const GAS_OF_AN_OPENING = 600_000
const OPENINGS_IN_A_BLOCK = 40
const PLENTY = 10n ** 14n

/** The key of one of the people who trade here. Like all keys of development chains they are PUBLIC and worth nothing. */
export function traderKey(pair: number, side: 'seller' | 'buyer'): Hex {
  return `0x${(side === 'seller' ? 'a1' : 'b2').repeat(28)}${(pair + 1).toString(16).padStart(8, '0')}`
}

/** What deals are opened on. */
export interface OpeningGround {
  readonly chain: Chain
  readonly escrows: EscrowGateway
  readonly scenario: Scenario
}

/**
 * Opens so many deals really: each signed by its two sides and opened by the factory out of their allowances, many in one block. Returns
 * how many of them the jump of the index will call.
 */
export async function openMany({ chain, escrows, scenario }: OpeningGround, deals: number): Promise<number> {
  const { token } = termsOf(scenario, escrows, { seller: escrows.network.factory, buyer: escrows.network.keeper }, 0n)
  const pay = await impersonating(chain)
  const pairs = Array.from({ length: Math.ceil(deals / DEALS_OF_A_PAIR) }, (_, pair) => pair)
  await fund(pay, { token, factory: escrows.network.factory }, pairs)
  const opener = accountOf(traderKey(0, 'seller'))
  for (let first = 0; first < deals; first += OPENINGS_IN_A_BLOCK) {
    const count = Math.min(OPENINGS_IN_A_BLOCK, deals - first)
    const openings = Array.from({ length: count }, (_, offset) => openingOf({ escrows, scenario }, first + offset))
    await pay.inOneBlock(
      openings.map((data) => ({ from: opener, to: escrows.network.factory, data, gas: GAS_OF_AN_OPENING })),
    )
  }
  await pay.stop()
  return Math.ceil(deals / CALLED_ONE_IN)
}

async function fund(
  pay: Pay,
  { token, factory }: { readonly token: Address; readonly factory: Address },
  pairs: readonly number[],
): Promise<void> {
  const approve = hexOf(TOKEN.encodeFunctionData('approve', [factory, PLENTY]))
  for (const pair of pairs) {
    const people = [accountOf(traderKey(pair, 'seller')), accountOf(traderKey(pair, 'buyer'))]
    await Promise.all(people.map((person) => pay.giveGas(person)))
    await pay.inOneBlock(
      people.flatMap((from) => [
        { from, to: token, data: hexOf(TOKEN.encodeFunctionData('mint', [from, PLENTY])), gas: 200_000 },
        { from, to: token, data: approve, gas: 200_000 },
      ]),
    )
  }
}

function openingOf({ escrows, scenario }: Pick<OpeningGround, 'escrows' | 'scenario'>, index: number): Hex {
  const pair = Math.floor(index / DEALS_OF_A_PAIR)
  const keys: BySide<Hex> = { seller: traderKey(pair, 'seller'), buyer: traderKey(pair, 'buyer') }
  const parties = { seller: accountOf(keys.seller), buyer: accountOf(keys.buyer) }
  const plain = termsOf(scenario, escrows, parties, BigInt(index))
  const terms = index % CALLED_ONE_IN === 0 ? plain : withMargin(escrows, plain, AMPLE_MARGIN)
  const digest = escrows.digestOf(terms)
  const signature = { seller: signDigest(keys.seller, digest), buyer: signDigest(keys.buyer, digest) }
  return openingCall({ terms, signature, permit: { seller: null, buyer: null } })
}

function withMargin(escrows: EscrowGateway, terms: Terms, times: bigint): Terms {
  const sellerMargin = baseUnits(terms.sellerMargin * times)
  const buyerMargin = baseUnits(terms.buyerMargin * times)
  const ample = { ...terms, sellerMargin, buyerMargin }
  return { ...ample, documentHash: escrows.documentHashOf(confirmationText(ample)) }
}
