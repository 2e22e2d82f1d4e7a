/** The seeded history on an in-memory outside: the same story, people and wallets as on a desk for trying out. */
import { EMBEDDED_NETWORK } from '../../config/networks.ts'
import { SigningKey, computeAddress } from 'ethers'
import { epochTable } from '../../server/adapters/index/epochTable.ts'
import { addressOf } from '../../server/adapters/chain/decode.ts'
import type { PartyWallet } from '../../server/adapters/chain/wallet.ts'
import { createDesk } from '../../server/desk/desk.ts'
import type { Mined } from '../../server/desk/ports.ts'
import type { Address, Hex } from '../../server/domain/terms/terms.ts'
import { baseUnits } from '../../server/domain/units/baseUnits.ts'
import { dayOf } from '../../server/domain/units/time.ts'
import { welcomeDemoPeople } from '../../server/wiring/demoPeople.ts'
import { castOf } from '../../server/wiring/livingDesk/cast.ts'
import { playStory } from '../../server/wiring/livingDesk/playStory.ts'
import { story } from '../../server/wiring/livingDesk/story.ts'
import { signatureBy } from './chainInMemory.ts'
import { proofBy } from './peopleInMemory.ts'
import { inMemoryWorld } from './ports.ts'
import type { World } from './ports.ts'

/** A desk before its first start, and what its people hold outside of escrows. */
export interface UnlivedDesk {
  readonly world: World
  readonly purses: Map<Address, bigint>
}

export async function anUnlivedDesk(): Promise<UnlivedDesk> {
  const asOf = EMBEDDED_NETWORK.genesis
  const world = inMemoryWorld({ asOf, firstDay: dayOf(asOf), epochs: await epochTable().epochs() })
  return { world, purses: new Map() }
}

/** One start of the desk, over `ports`: the world's own, or ones that die. `acted`: told of what people do on the chain. */
export async function startOnce(
  { world, purses }: UnlivedDesk,
  ports: World['ports'] = world.ports,
  acted: () => void = () => {},
): Promise<void> {
  const desk = createDesk(ports)
  const walletOf = (key: Hex) => {
    const address = addressOf(computeAddress(new SigningKey(key)))
    return walletInMemory(world, { address, purses, acted })
  }
  const origin = 'http://127.0.0.1:3000'
  const people = await welcomeDemoPeople(desk, walletOf, origin)
  const cast = await castOf({ desk, ports, people, origin, walletOf })
  const token = ports.escrows.network.tokens[0]!
  const fund = async (to: Address) => give(purses, to, 10n ** 8n)
  const stage = { desk, ports, cast, token, fund }
  await playStory(stage, story(stage))
}

const MINED: Mined = { transaction: '0x', block: 0, gasUsed: 0n }

function give(purses: Map<Address, bigint>, to: Address, amount: bigint): void {
  purses.set(to, (purses.get(to) ?? 0n) + amount)
}

interface WalletWanted {
  readonly address: Address
  readonly purses: Map<Address, bigint>
  readonly acted: () => void
}

/** A wallet of which the seeded history asks only these. */
function walletInMemory({ chain }: World, { address, purses, acted }: WalletWanted): PartyWallet {
  const wallet: Partial<PartyWallet> = {
    address,
    signMessage: (text) => proofBy(address, text),
    signTerms: (terms) => signatureBy(address, chain.escrows.digestOf(terms)),
    signPermit: async (_token, _spender, value, deadline) => ({ value, deadline, v: 27, r: '0x01', s: '0x02' }),
    balanceOf: async () => baseUnits(purses.get(address) ?? 0n),
    mint: async (_token, amount) => {
      give(purses, address, amount)
      acted()
      return MINED
    },
    approve: async () => MINED,
    topUp: async (escrow, side, amount) => {
      chain.topUp(escrow, side, amount)
      acted()
      return MINED
    },
  }
  return wallet as PartyWallet
}
