import { TRADER } from './engineChild.ts'
import { aMember } from './webVisitor.ts'

/** Asks for what is watched; each answers with the milliseconds until the first byte. */
export interface WatchedPages {
  readonly health: () => Promise<number>
  readonly deal: () => Promise<number>
}

/** The health of the desk, and the page of a deal as one of its parties sees it. */
export async function watchedPages(url: string): Promise<WatchedPages> {
  const trader = await aMember(url, TRADER.email, TRADER.password)
  const deal = /href='(\/deals\/0x[0-9a-f]{64})'/.exec(await trader.page('/portfolio'))?.[1]
  if (deal === undefined) throw new Error('the trader sees no deal')
  return { health: () => trader.firstByte('/healthz'), deal: () => trader.firstByte(deal) }
}
