import { setTimeout as pause } from 'node:timers/promises'
import { isLoopback } from '../../config/env.ts'
import type { Env } from '../../config/env.ts'
import { DEVELOPMENT_ACCOUNTS, EMBEDDED_NETWORK } from '../../config/networks.ts'
import { testFunds } from '../adapters/chain/testFunds.ts'
import { partyWallet } from '../adapters/chain/wallet.ts'
import type { Desk } from '../desk/desk.ts'
import type { Ports } from '../desk/ports.ts'
import type { Engine } from '../engine/engine.ts'
import { createReplayPlayer } from '../engine/replayPlayer.ts'
import type { Trial } from '../web/trial.ts'
import type { ChainPart } from './chainPart.ts'
import { bringToLife } from './livingDesk/bringToLife.ts'
import { DEMO_PEOPLE, welcomeDemoPeople } from './demoPeople.ts'
import { CannotStart } from './webDoor.ts'

export interface TrialParts {
  readonly env: Env
  readonly desk: Desk
  readonly ports: Ports
  readonly engine: Engine
  readonly chainPart: ChainPart
  readonly origin: string
}

/**
 * What a desk for trying out brings along; null for any other desk.
 *
 * Refuses: CannotStart where demo people are in the database of a desk that is not for trying out: their passwords are public.
 */
export async function startTrial(parts: TrialParts): Promise<(Trial & { stop(): Promise<void> }) | null> {
  const { env, desk, ports, engine, chainPart, origin } = parts
  if (!mayTryOut(env, chainPart)) {
    if (await desk.hasDemoPeople()) throw new CannotStart(DEMO_ELSEWHERE)
    return null
  }
  const { chain, network } = chainPart
  const people = await welcomeDemoPeople(desk, (key) => partyWallet(chain, network, key), origin)
  await bringToLife({ desk, ports, engine, chainPart, people, origin })
  const player = await createReplayPlayer({ desk, ...ports, pass: engine.pass, wait: patience })
  return {
    people,
    rpcUrl: network.rpcUrl,
    fund: testFunds(chain, network, DEVELOPMENT_ACCOUNTS.deployer.privateKey),
    replay: player,
    stop: () => player.stop(),
  }
}

const DEMO_ELSEWHERE =
  `the database holds the demo people of a desk for trying out (${DEMO_PEOPLE.miner.email} and others), whose passwords are public: ` +
  'use another database for a desk that others can reach'

/** Whether everything about this desk is its own and on this machine: its chain is its child, and only this machine can reach it. */
export function mayTryOut(
  { chain, host }: Pick<Env, 'chain' | 'host'>,
  { network }: Pick<ChainPart, 'network'>,
): boolean {
  return chain.kind === 'embedded' && network.chainId === EMBEDDED_NETWORK.chainId && isLoopback(host)
}

/** So many milliseconds, unless the player is paused meanwhile. */
async function patience(milliseconds: number, signal: AbortSignal): Promise<void> {
  await pause(milliseconds, undefined, { signal }).catch(() => undefined)
}
