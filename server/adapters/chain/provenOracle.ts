import { PortFailure } from '../../desk/ports.ts'
import type { ProvenOracle } from '../../desk/ports/proofs.ts'
import type { Address } from '../../domain/terms/terms.ts'
import type { Day } from '../../domain/units/time.ts'
import { BME_ORACLE } from './abi.ts'
import { creationCode } from './artifact.ts'
import type { Artifact } from './artifact.ts'
import { ask, codeAt } from './calls.ts'
import { addressOf, countOf, hexOf } from './decode.ts'
import { CallReverted } from './provider.ts'
import type { Chain } from './provider.ts'
import { minedBy } from './receipts.ts'
import type { Sender } from './sender.ts'

/** What an oracle of proven mining earnings is deployed with, for good. */
export interface ProvenOracleSetup {
  readonly relay: Address
  /** The compact targets of the eleven epochs before the relay's anchor, oldest first: trusted as the anchor is. */
  readonly earlierBits: readonly number[]
  readonly firstDay: Day
  /** Seconds after a day's end by which the next day is final in ordinary times. */
  readonly heartbeat: number
}

const SETUP_TYPES = ['address', 'uint32[11]', 'uint32', 'uint256']

/** Puts an oracle on the chain whose fixings follow from a relay. */
export async function deployProvenOracle(
  sender: Sender,
  artifact: Artifact,
  { relay, earlierBits, firstDay, heartbeat }: ProvenOracleSetup,
): Promise<Address> {
  const args = [relay, earlierBits, firstDay, heartbeat]
  const { created } = await sender.send({ to: null, data: creationCode(artifact, SETUP_TYPES, args) })
  if (created === null) throw new PortFailure('chain', 'the oracle was not deployed')
  return created
}

/** The oracle at `address`, whose fixings follow from a relay. It is asked to take note from the desk's gas key, as anyone may. */
export function provenOracle(wired: {
  readonly chain: Chain
  readonly sender: Sender
  readonly address: Address
}): ProvenOracle {
  const { chain, sender, address } = wired
  return {
    fixable: async () => countOf((await ask(chain, address, BME_ORACLE, 'fixable'))[0]),
    fix: async (upTo) =>
      minedBy(
        await sender.send({
          to: address,
          data: hexOf(BME_ORACLE.encodeFunctionData('fix', [upTo])),
          intent: { act: 'publish', escrows: [], series: [], days: null },
        }),
      ),
  }
}

/** The relay that the oracle at `address` follows; null where its fixings are attested, or no oracle stands there. */
export async function relayBehind(chain: Chain, address: Address): Promise<Address | null> {
  if ((await codeAt(chain, address)) === '0x') return null
  try {
    return addressOf((await ask(chain, address, BME_ORACLE, 'relay'))[0])
  } catch (failure) {
    if (failure instanceof CallReverted) return null
    throw failure
  }
}
