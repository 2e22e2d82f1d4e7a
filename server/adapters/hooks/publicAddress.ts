import { BlockList, isIPv6 } from 'node:net'

type Range = readonly [address: string, prefix: number]

/** IPv4 ranges that do not lead to the public internet (IANA special-purpose registry, RFC 6890). */
const NOT_PUBLIC_V4: readonly Range[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]

/** Public IPv6 is what is given out for it, less what is documentation or wraps an IPv4 address that nobody here has looked at. */
const GIVEN_OUT_V6: Range = ['2000::', 3]
const NOT_PUBLIC_V6: readonly Range[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

const notPublicV4 = listOf(NOT_PUBLIC_V4, 'ipv4')
const givenOutV6 = listOf([GIVEN_OUT_V6], 'ipv6')
const notPublicV6 = listOf(NOT_PUBLIC_V6, 'ipv6')

/** Whether an IP address is one that anybody could reach: nothing of this machine, its network, or its cloud. */
export function isPublic(address: string): boolean {
  if (!isIPv6(address)) return !notPublicV4.check(address, 'ipv4')
  return givenOutV6.check(address, 'ipv6') && !notPublicV6.check(address, 'ipv6')
}

/** Whether an IP address is this machine's own. */
export function isThisMachine(address: string): boolean {
  return address === '::1' || (!isIPv6(address) && address.startsWith('127.'))
}

function listOf(ranges: readonly Range[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const [address, prefix] of ranges) list.addSubnet(address, prefix, family)
  return list
}
