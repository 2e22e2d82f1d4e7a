import { TypedDataEncoder, concat, keccak256, toBeHex } from 'ethers'
import type { Fixing, FixingDay, Network } from '../../desk/ports.ts'
import { seriesId } from '../../domain/index/readings.ts'
import type { PublishedSeries } from '../../domain/index/readings.ts'
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
export function fixingDigest(network: Network, fixing: Fixing<PublishedSeries>): Hex {
  return digestIn(domainOf(network), fixing)
}

/** A fixing, and the keys of the reporters who say so. */
export interface Statement {
  readonly fixing: Fixing<PublishedSeries>
  readonly reporterKeys: readonly Hex[]
}

/** The calls that publish statements: each value with one signature of each of its reporters. */
export function publications(network: Network, statements: readonly Statement[]): readonly Hex[] {
  const domain = domainOf(network)
  return statements.map(({ fixing, reporterKeys }) => {
    const digest = digestIn(domain, fixing)
    const reports = reporterKeys.map((key) => [toBeHex(fixing.value), signDigest(key, digest)])
    return hexOf(ORACLE.encodeFunctionData('publish', [seriesId(fixing.series), fixing.day, reports]))
  })
}

/** The calls that make days final. */
export function finalisations(days: readonly FixingDay<PublishedSeries>[]): readonly Hex[] {
  return days.map(({ series, day }) => hexOf(ORACLE.encodeFunctionData('finaliseThrough', [seriesId(series), day])))
}

function domainOf({ chainId, oracle }: Network): string {
  return TypedDataEncoder.hashDomain({
    name: 'Hashdesk AttestedOracle',
    version: '1',
    chainId,
    verifyingContract: oracle,
  })
}

function digestIn(domain: string, { series, day, value }: Fixing<PublishedSeries>): Hex {
  return hexOf(keccak256(concat([TYPED_DATA, domain, FIXING.hash({ series: seriesId(series), day, value })])))
}
