import { TypedDataEncoder, toBeHex } from 'ethers'
import type { Fixing, Network } from '../../desk/ports.ts'
import { seriesId } from '../../domain/index/readings.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import { ORACLE } from './abi.ts'
import { hexOf } from './decode.ts'
import { signDigest } from './typedData.ts'

const FIXING_TYPE = {
  Fixing: [
    { name: 'series', type: 'bytes32' },
    { name: 'day', type: 'uint32' },
    { name: 'value', type: 'uint256' },
  ],
}

/** What a reporter signs for one value of one day: its EIP-712 digest for this oracle on this chain. */
export function fixingDigest(network: Network, { series, day, value }: Fixing): Hex {
  const domain = {
    name: 'Hashdesk AttestedOracle',
    version: '1',
    chainId: network.chainId,
    verifyingContract: network.oracle,
  }
  return hexOf(TypedDataEncoder.hash(domain, FIXING_TYPE, { series: seriesId(series), day, value }))
}

/** The call that makes a fixing final: the value with one signature of every reporter key. */
export function publication(network: Network, reporterKeys: readonly Hex[], fixing: Fixing): Hex {
  const digest = fixingDigest(network, fixing)
  const reports = reporterKeys.map((key) => [toBeHex(fixing.value), signDigest(key, digest)])
  return hexOf(ORACLE.encodeFunctionData('publish', [seriesId(fixing.series), fixing.day, reports]))
}
