import type { Terms } from '../domain/terms/terms.ts'
import type { Ports, Token } from './ports.ts'

/** The token of the terms, by the symbol that the desk knows it by; one it does not know is called by its address. */
export function tokenOf(
  { escrows }: Pick<Ports, 'escrows'>,
  { token, decimals }: Pick<Terms, 'token' | 'decimals'>,
): Token {
  const known = escrows.network.tokens.find(({ address }) => address === token)
  return known ?? { address: token, symbol: token, decimals }
}

/** The token in which new deals are collateralised and settled. */
export function deskToken({ escrows }: Pick<Ports, 'escrows'>): Token {
  const [token] = escrows.network.tokens
  if (token === undefined) throw new Error('the network has no token')
  return token
}
