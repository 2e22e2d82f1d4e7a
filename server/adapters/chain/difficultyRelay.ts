import { AbiCoder, concat } from 'ethers'
import { PortFailure } from '../../desk/ports.ts'
import { BLOCKS_PER_EPOCH } from '../../domain/index/epochs.ts'
import type { Address, Hex } from '../../domain/terms/terms.ts'
import { RELAY } from './abi.ts'
import { hexOf } from './decode.ts'
import type { Artifact } from './deployment.ts'
import type { Receipt } from './receipts.ts'
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

/** The raw headers around a retarget, one after the other on each side of it. */
export interface HeadersAround {
  /** Height of the new epoch's first block. */
  readonly height: number
  readonly ending: Hex
  readonly opening: Hex
}

/** The easiest target of mainnet: difficulty 1. */
const EASIEST_TARGET = (1n << 224n) - 1n

const SETUP_TYPES = ['uint256', 'bytes', 'uint256', 'uint256', 'uint256']

/** Puts a relay of mainnet's difficulty on the chain. */
export async function deployRelay(sender: Sender, { bytecode }: Artifact, setup: RelaySetup): Promise<Address> {
  const { height, firstHeader, headersRequired, finalityWindow } = setup
  const args = [height, firstHeader, EASIEST_TARGET, headersRequired, finalityWindow]
  const data = hexOf(concat([bytecode, AbiCoder.defaultAbiCoder().encode(SETUP_TYPES, args)]))
  const { created } = await sender.send({ to: null, data })
  if (created === null) throw new PortFailure('chain', 'the relay was not deployed')
  return created
}

/** Relays the beginning of an epoch. Refuses: `chainRefused` where the relay does. */
export function relayRetarget(
  sender: Sender,
  relay: Address,
  { height, ending, opening }: HeadersAround,
): Promise<Receipt> {
  const data = hexOf(RELAY.encodeFunctionData('retarget', [height / BLOCKS_PER_EPOCH, ending, opening]))
  return sender.send({ to: relay, data })
}
