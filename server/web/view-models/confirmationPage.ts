import { isOnlooker } from '../../desk/queries/dealRole.ts'
import type { ConfirmationView } from '../../desk/queries/readConfirmation.ts'
import type { PartyView } from '../../desk/queries/partyNames.ts'
import { SIDES, TERMS_TYPE } from '../../domain/terms/terms.ts'
import type { Side } from '../../domain/terms/terms.ts'
import { paths, to } from '../paths.ts'
import type { Visit } from '../visit.ts'
import { dealInWords } from './dealInWords.ts'
import { dealTerms } from './dealTerms.ts'
import { symbolOf } from './dealTold.ts'
import { dealName, shortHex } from './format.ts'

/** The confirmation of a deal: in words, term by term, and to the letter, with the hashes that tie them to what was signed. */
export function toConfirmationPage(view: ConfirmationView, { words }: Pick<Visit, 'words'>) {
  const { deal, parties, token, role } = view
  const { terms } = deal
  const symbol = symbolOf(token)
  const sides: readonly Side[] = isOnlooker(role) ? SIDES : [role]
  return {
    title: words('confirmation.title', { name: dealName(deal.id) }),
    styles: ['signing', 'confirmation'],
    back: to(paths.deal, { dealId: deal.id }),
    parties: [
      { label: words('confirmation.seller'), ...partyOf(parties.seller) },
      { label: words('confirmation.buyer'), ...partyOf(parties.buyer) },
      ...(parties.broker === null ? [] : [{ label: words('confirmation.broker'), ...partyOf(parties.broker) }]),
    ],
    inWords: sides.map((side) => ({
      title: words(side === 'seller' ? 'confirmation.forSeller' : 'confirmation.forBuyer'),
      sentences: dealInWords({ terms, symbol, side, words }),
    })),
    rows: dealTerms({
      terms,
      symbol,
      brokerName: parties.broker && (parties.broker.name ?? shortHex(parties.broker.address)),
      words,
    }),
    fields: TERMS_TYPE.map(({ name, type }) => ({ name, type, value: String(terms[name]) })),
    text: view.text,
    hash: view.hash,
    isSigned: view.isSigned,
    hashNote: words(view.isSigned ? 'confirmation.matches' : 'confirmation.differs'),
    digest: deal.id,
    escrow: deal.escrow,
    domain: words('confirmation.domain', { chain: view.chainId, factory: view.factory }),
  }
}

function partyOf({ name, address }: PartyView) {
  return { name: name ?? '', address }
}
