import { seriesId } from '../domain/index/readings.ts'
import { confirmationText } from '../domain/terms/confirmation.ts'
import { lastDay } from '../domain/terms/schedule.ts'
import { SIDES } from '../domain/terms/terms.ts'
import type { Side, Terms } from '../domain/terms/terms.ts'
import { isoDay } from '../domain/units/calendar.ts'
import { expectSame, expectThat } from './difference.ts'
import type { ReplayFile } from './format.ts'
import { digestOfTerms, escrowAddress, hashOfText } from './hashes.ts'
import type { SignerOf } from './hashes.ts'

/** The terms of the deal, as the domain knows them. */
export function termsOf({ deal }: ReplayFile): Terms {
  // Field by field what the schema checked: it is made from the same list.
  return deal.terms as unknown as Terms
}

/** Holds that the terms, and nothing else, give the digest, the document's hash and the escrow's address. */
export function checkTerms(file: ReplayFile): void {
  const { deal, network, index } = file
  const terms = termsOf(file)
  expectSame('network.token.address', terms.token, network.token.address)
  expectSame('network.token.decimals', terms.decimals, network.token.decimals)
  expectSame('network.oracle', terms.oracle, network.oracle)
  expectSame('index.id', terms.series, index.id)
  expectSame('index.series', index.id, seriesId(index.series))
  expectSame('deal.domain.chainId', network.chainId, deal.domain.chainId)
  expectSame('deal.domain.verifyingContract', network.factory, deal.domain.verifyingContract)
  expectSame('deal.firstDay', { day: terms.startDay, date: isoDay(terms.startDay) }, deal.firstDay)
  expectSame('deal.lastDay', { day: lastDay(terms), date: isoDay(lastDay(terms)) }, deal.lastDay)
  expectSame('deal.confirmation', confirmationText(terms), deal.confirmation)
  expectSame('deal.terms.documentHash', hashOfText(deal.confirmation), terms.documentHash)
  expectSame('deal.digest', digestOfTerms(deal.domain, terms), deal.digest)
  expectSame('network.escrow', escrowAddress(network.factory, deal.digest, deal.code), network.escrow)
}

/** Holds that both sides signed the digest. Returns the sides whose signature cannot be checked without the chain. */
export function checkSignatures(file: ReplayFile, signerOf: SignerOf): readonly Side[] {
  const { digest, signatures } = file.deal
  if (signatures === null) return SIDES
  const terms = termsOf(file)
  return SIDES.filter((side) => {
    const { signature, by } = signatures[side]
    const at = `deal.signatures.${side}`
    const isEcdsa = signerOf(digest, signature) === terms[side]
    if (by === 'contract') expectThat(!isEcdsa, `${at}.by`, 'ecdsa: it is the account’s own signature', by)
    else expectThat(isEcdsa, `${at}.signature`, `a signature of ${terms[side]} over ${digest}`, signature)
    return by === 'contract'
  })
}
