import { isReplay } from '../desk/advanceReplay.ts'
import type { Ports } from '../desk/ports.ts'
import { isoInstant } from '../domain/units/calendar.ts'
import type { Trial } from '../web/trial.ts'
import type { BitcoinPart } from './bitcoinPart.ts'
import type { ChainPart } from './chainPart.ts'
import type { DatabasePart } from './databasePart.ts'
import { DEMO_PASSWORD, DEMO_PEOPLE } from './demoPeople.ts'

/** Says on stdout what the desk stands on, one line for each part. */
export function tellGround(database: Pick<DatabasePart, 'line'>, chain: Pick<ChainPart, 'line' | 'network'>): void {
  const { factory, keeper, oracle } = chain.network
  say('database', database.line)
  say('chain', chain.line)
  say('contracts', `factory ${factory}, keeper ${keeper}, oracle ${oracle}`)
}

/** Says on stdout that the desk is ready, what time it is there, where it is, and how to sign in to one for trying out. */
export async function tellDesk(
  { clock, line }: Pick<Ports, 'clock'> & Pick<BitcoinPart, 'line'>,
  url: string,
  trial: Trial | null,
): Promise<void> {
  const asOf = await clock.asOf()
  const time = isReplay(clock) ? 'time stands still until it is moved' : 'live'
  say('index', `${line}; desk time ${isoInstant(asOf)}, ${time}`)
  say('engine', 'a pass every two seconds; holds a gas key and no power')
  if (trial !== null) tellSignIns()
  say('web', `${url}   (Ctrl-C stops the desk; its state is kept)`)
}

function tellSignIns(): void {
  const { miner, buyer, broker } = DEMO_PEOPLE
  say('sign in', 'open the address below and click Miner, Buyer or Broker')
  say('', `or as ${miner.email}, ${buyer.email} or ${broker.email}, password "${DEMO_PASSWORD}"`)
}

function say(part: string, line: string): void {
  process.stdout.write(`${part.padEnd(10)} ${line}\n`)
}
