import type { NegotiationView } from '../../desk/queries/negotiationView.ts'
import type { QuoteFunding } from '../../desk/queries/quoteFunding.ts'
import type { Outlook } from '../../desk/queries/outlook.ts'
import type { TermSheet } from '../../domain/terms/termSheet.ts'
import { paths, to } from '../paths.ts'
import type { WordKey, Words } from '../words/words.ts'
import { amount, percentChange, rate, time } from './format.ts'
import { nameOf, recordOf } from './people.ts'
import { lastOf, NEGOTIATION_STATE_WORDS } from './negotiationWords.ts'

export interface QuotesAsked {
  /** Best first. */
  readonly quotes: readonly NegotiationView[]
  readonly funding: ReadonlyMap<string, QuoteFunding>
  /** Of the request, for its token and the index today. */
  readonly outlook: Pick<Outlook, 'token' | 'index'>
  /** The negotiation whose page this is, null elsewhere. */
  readonly here: string | null
  readonly words: Words
}

const FUNDING_WORDS: Readonly<Record<QuoteFunding, readonly [WordKey, WordKey]>> = {
  funded: ['rfq.funded', 'rfq.fundedHint'],
  promise: ['rfq.promise', 'rfq.promiseHint'],
  unknown: ['rfq.fundingUnknown', 'rfq.fundingUnknownHint'],
}

/** The quotes on a request as its author compares them. */
export function toQuotes(asked: QuotesAsked) {
  return asked.quotes.map((quote) => toQuote(quote, asked))
}

function toQuote(quote: NegotiationView, { funding, outlook, here, words }: QuotesAsked) {
  const { negotiation, people, asOf, isOnTable } = quote
  const { sheet, number, by, expiresAt } = lastOf(quote)
  const kind = funding.get(negotiation.id) ?? 'unknown'
  const [funded, fundedHint] = FUNDING_WORDS[kind]
  return {
    href: to(paths.negotiation, { negotiationId: negotiation.id }),
    isHere: negotiation.id === here,
    rate: rate(sheet.fixedRate),
    vsIndex: outlook.index === null ? '' : percentChange(sheet.fixedRate, outlook.index.value),
    margins: margins(sheet, outlook.token.decimals),
    funded: { kind, word: words(funded), hint: words(fundedHint) },
    quoter: nameOf(people.quoter, words),
    record: recordOf(people.quoter, words),
    version: `v${number}`,
    mark: by === 'requester' ? words('rfq.yourCounter') : null,
    expires: isOnTable ? time(expiresAt, asOf, words) : null,
    state: words(NEGOTIATION_STATE_WORDS[negotiation.state]),
  }
}

function margins({ sellerMargin, buyerMargin }: TermSheet, decimals: number): string {
  const [seller, buyer] = [amount(sellerMargin, decimals).text, amount(buyerMargin, decimals).text]
  return seller === buyer ? seller : `${seller} / ${buyer}`
}
