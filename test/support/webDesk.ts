/** A desk that people reach with a browser: the real web door over the real chain, records in memory, and somebody signed in. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'
import { addressOf } from '../../server/adapters/chain/decode.ts'
import { partyChain } from '../../server/adapters/chain/partyChain.ts'
import { walletProofs } from '../../server/adapters/chain/walletProofs.ts'
import { startChain } from '../../server/adapters/embedded/chain.ts'
import { epochTable } from '../../server/adapters/index/epochTable.ts'
import { agreeDeal } from '../../server/desk/agreeDeal.ts'
import { createDesk } from '../../server/desk/desk.ts'
import { enginePass } from '../../server/desk/enginePass.ts'
import type { DealRecord, Ports } from '../../server/desk/ports.ts'
import type { Account } from '../../server/desk/ports/accounts.ts'
import { confirmationText } from '../../server/domain/terms/confirmation.ts'
import type { Address, Terms } from '../../server/domain/terms/terms.ts'
import { startOfDay } from '../../server/domain/units/time.ts'
import type { Trial } from '../../server/web/trial.ts'
import { fakeApp, fakeLog } from '../web/fakeDesk.ts'
import { PEOPLE } from '../web/signedInAs.ts'
import { FIRST_DAY, startTestDesk } from './chain.ts'
import type { TestDesk } from './chain.ts'
import { REPLAY_GENESIS, temporaryFolder, testLog } from './embedded.ts'
import { inMemoryWorld } from './ports.ts'
import { someTerms } from './terms.ts'
import { signedInAs } from './visitor.ts'

export interface WebDeskUnderTest {
  readonly origin: string
  readonly chain: TestDesk
  readonly ports: Ports
  /** The node's own unlocked accounts. */
  readonly accounts: readonly Address[]
  /** Who is signed in, and whether the desk is one for trying out; a test changes both. */
  readonly visitor: { account: Account | null; isTrying: boolean }
  /** A deal that two accounts agreed on, starting the day after the first. */
  agree(wanted: Partial<Terms>): Promise<DealRecord>
  pass(): Promise<void>
  stop(): Promise<void>
}

/** BME14 of the first days of these tests: the golden run's fixed rate. */
const INDEX = 5_020_000_000_000n

export async function startWebDesk(): Promise<WebDeskUnderTest> {
  const visitor: WebDeskUnderTest['visitor'] = { account: null, isTrying: true }
  const doors: { live?: Express; tried?: Express } = {}
  const outer = signedInAs(
    () => visitor.account,
    () => (visitor.isTrying ? doors.tried! : doors.live!),
  )
  const server = createServer(outer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const gated = {
    dir: temporaryFolder(),
    genesis: REPLAY_GENESIS,
    clock: 'replay',
    log: testLog,
    origins: [origin],
  } as const
  const chain = await startTestDesk(() => startChain(gated))
  await chain.fix(FIRST_DAY, INDEX)
  const ports = await portsOn(chain)
  const accounts = ((await chain.chain.request('eth_accounts', [])) as readonly unknown[]).map(addressOf)

  const trial = {
    rpcUrl: chain.chain.url,
    people: PEOPLE,
    fund: async () => {},
    replay: PAUSED,
  }
  const parts = { changes: ports.changes, origin: () => origin }
  doors.live = fakeApp(createDesk(ports), fakeLog(), parts)
  doors.tried = fakeApp(createDesk(ports), fakeLog(), { ...parts, trial })
  let salt = 1n
  return {
    origin,
    chain,
    ports,
    accounts,
    visitor,
    agree: async (wanted) => {
      const { network } = chain
      const token = network.tokens[0]!.address
      const day = FIRST_DAY + 1
      const dates = { startDay: day, openBy: startOfDay(day + 1) }
      const terms = someTerms({ ...dates, token, oracle: network.oracle, salt: salt++, ...wanted })
      const documentHash = ports.escrows.documentHashOf(confirmationText(terms))
      return agreeDeal(ports, { terms: { ...terms, documentHash }, actor: 'test' })
    },
    pass: async () => {
      await enginePass(ports)
    },
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await chain.stop()
    },
  }
}

async function portsOn(chain: TestDesk): Promise<Ports> {
  const epochs = await epochTable().epochs()
  const world = inMemoryWorld({ asOf: REPLAY_GENESIS, firstDay: FIRST_DAY, epochs })
  const { clock, escrows, oracle, history } = chain
  return {
    ...world.ports,
    clock,
    escrows,
    oracle,
    history,
    parties: partyChain(chain),
    walletProofs: walletProofs(chain.chain),
  }
}

const PAUSED: Trial['replay'] = {
  state: () => ({ isPlaying: false, speed: 1, hasEnded: false, stoppedFor: null }),
  nextEvent: () => Promise.reject(new Error('time stands still in this test')),
  advance: () => Promise.reject(new Error('time stands still in this test')),
  play: () => {},
  pause: () => {},
}
