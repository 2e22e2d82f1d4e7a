import { PortFailure } from '../../desk/ports.ts'
import type { DifficultyRelay, RelayRules, RelayState, RetargetClaim } from '../../desk/ports/proofs.ts'
import type { Intent } from '../../desk/ports/sending.ts'
import type { Address, Hex } from '../../domain/terms/terms.ts'
import { RELAY } from './abi.ts'
import { ask, readHead } from './calls.ts'
import { countOf, hexOf } from './decode.ts'
import { creationCode } from './artifact.ts'
import type { Artifact } from './artifact.ts'
import { onceRead } from './onceRead.ts'
import type { Chain } from './provider.ts'
import { minedBy } from './receipts.ts'
import { relayFacts } from './relayEvents.ts'
import type { Sender } from './sender.ts'

/** What a relay of Bitcoin's difficulty is deployed with, for good. */
export interface RelaySetup {
  /** Height of the first block of the epoch that is trusted as given. */
  readonly height: number
  /** The raw header of that block. */
  readonly firstHeader: Hex
  /** Headers that a claim shows at least. */
  readonly headersRequired: number
  /** Seconds for which a claim stands before it is final. */
  readonly finalityWindow: number
}

/** The easiest target of mainnet: difficulty 1. */
const EASIEST_TARGET = (1n << 224n) - 1n

const SETUP_TYPES = ['uint256', 'bytes', 'uint256', 'uint256', 'uint256']

const RELAYING: Intent = { act: 'relay', escrows: [], series: [], days: null }

/** Puts a relay of mainnet's difficulty on the chain. */
export async function deployRelay(sender: Sender, artifact: Artifact, setup: RelaySetup): Promise<Address> {
  const { height, firstHeader, headersRequired, finalityWindow } = setup
  const args = [height, firstHeader, EASIEST_TARGET, headersRequired, finalityWindow]
  const { created } = await sender.send({ to: null, data: creationCode(artifact, SETUP_TYPES, args) })
  if (created === null) throw new PortFailure('chain', 'the relay was not deployed')
  return created
}

/** The relay at `address`, to which the desk brings headers from its gas key: an account without any power. */
export function difficultyRelay(wired: {
  readonly chain: Chain
  readonly sender: Sender
  readonly address: Address
}): DifficultyRelay {
  const { chain, sender, address } = wired
  const bring = async (claim: string, args: readonly unknown[]) =>
    minedBy(await sender.send({ to: address, data: hexOf(RELAY.encodeFunctionData(claim, args)), intent: RELAYING }))
  return {
    address,
    rules: onceRead(() => readRules(chain, address)),
    state: () => readState(chain, address),
    finalUntil: async (number) => countOf((await ask(chain, address, RELAY, 'lifeOf', [number]))[0]),
    retarget: ({ number, ending, opening }: RetargetClaim) => bring('retarget', [number, ending, opening]),
    proveTip: ({ number, day, headers }) => bring('proveTip', [number, day, headers]),
    dispute: ({ number, headers }) => bring('dispute', [number, headers]),
    facts: (from, to) => relayFacts(chain, address, from, to),
  }
}

async function readRules(chain: Chain, relay: Address): Promise<RelayRules> {
  const [anchor, headersRequired, finalityWindow] = await counts(chain, relay, [
    'anchor',
    'headersRequired',
    'finalityWindow',
  ])
  return { anchor, headersRequired, finalityWindow }
}

async function readState(chain: Chain, relay: Address): Promise<RelayState> {
  const [newest, newestFinal] = await counts(chain, relay, ['newest', 'newestFinal'], (await readHead(chain)).number)
  return { newest, newestFinal }
}

/** The answers to questions without arguments, all of one block. */
async function counts<Questions extends readonly string[]>(
  chain: Chain,
  relay: Address,
  questions: readonly [...Questions],
  at: number | 'latest' = 'latest',
): Promise<{ readonly [Index in keyof Questions]: number }> {
  const answers = await Promise.all(questions.map((question) => ask(chain, relay, RELAY, question, [], at)))
  return answers.map((answer) => countOf(answer[0])) as { readonly [Index in keyof Questions]: number }
}
