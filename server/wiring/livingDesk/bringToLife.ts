import { DEVELOPMENT_ACCOUNTS, EMBEDDED_NETWORK } from '../../../config/networks.ts'
import { testFunds } from '../../adapters/chain/testFunds.ts'
import { partyWallet } from '../../adapters/chain/wallet.ts'
import type { Desk } from '../../desk/desk.ts'
import type { Ports } from '../../desk/ports.ts'
import type { Account, Role } from '../../desk/ports/accounts.ts'
import type { Engine } from '../../engine/engine.ts'
import type { ChainPart } from '../chainPart.ts'
import { castOf } from './cast.ts'
import { playStory } from './playStory.ts'
import { story } from './story.ts'

export interface DeskToLive {
  readonly desk: Desk
  readonly ports: Ports
  readonly engine: Engine
  readonly chainPart: Pick<ChainPart, 'chain' | 'network'>
  readonly people: Readonly<Record<Role, Account>>
  readonly origin: string
}

/**
 * Gives a desk for trying out a past: people who dealt with one another, by the desk's own verbs and their own wallets, on the way of the
 * replay from its genesis to where a newcomer finds it. Done once for a data directory, however often it is interrupted.
 */
export async function bringToLife({ desk, ports, engine, chainPart, people, origin }: DeskToLive): Promise<void> {
  // Whoever has moved time has begun a history of their own.
  if ((await ports.clock.asOf()) > EMBEDDED_NETWORK.replayStart) return
  const { chain, network } = chainPart
  const [token] = network.tokens
  if (token === undefined) throw new Error('the network has no token')
  const cast = await castOf({ desk, ports, people, origin, walletOf: (key) => partyWallet(chain, network, key) })
  const fund = testFunds(chain, network, DEVELOPMENT_ACCOUNTS.deployer.privateKey)
  const stage = { desk, ports, cast, token, fund }
  await engine.alone(() => playStory(stage, story(stage)))
}
