import { TypedDataEncoder, concat, keccak256, toBeHex } from 'ethers'
import type { Fixing, Network } from '../../desk/ports.ts'
import { seriesId } from '../../domain/index/readings.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import { ORACLE } from './abi.ts'
import { hexOf } from './decode.ts'
import { signDigest } from './typedData.ts'

const FIXING = TypedDataEncoder.from({
  Fixing: [
    { name: 'series', type: 'bytes32' },
    { name: 'day', type: 'uint32' },
    { name: 'value', type: 'uint256' },
  ],
})

/** What makes an EIP-712 digest one: no transaction begins with these bytes. */
const TYPED_DATA = '0x1901'

/** What a reporter signs for one value of one day: its EIP-712 digest for this oracle on this chain. */
export function fixingDigest(network: Network, fixing: Fixing): Hex {
  return digestIn(domainOf(network), fixing)
}

/** The calls that make fixings final: each value with one signature of every reporter key. */
export function publications(
  network: Network,
  reporterKeys: readonly Hex[],
  fixings: readonly Fixing[],
): readonly Hex[] {
  const domain = domainOf(network)
  return fixings.map((fixing) => {
    const digest = digestIn(domain, fixing)
    const reports = reporterKeys.map((key) => [toBeHex(fixing.value), signDigest(key, digest)])
    return hexOf(ORACLE.encodeFunctionData('publish', [seriesId(fixing.series), fixing.day, reports]))
  })
}

function domainOf({ chainId, oracle }: Network): string {
  return TypedDataEncoder.hashDomain({
    name: 'Hashdesk AttestedOracle',
    version: '1',
    chainId,
    verifyingContract: oracle,
  })
}

function digestIn(domain: string, { series, day, value }: Fixing): Hex {
  return hexOf(keccak256(concat([TYPED_DATA, domain, FIXING.hash({ series: seriesId(series), day, value })])))
}
