import type { SeriesName } from '../domain/index/readings.ts'
import { Refusal } from '../domain/refusals.ts'
import { confirmationText } from '../domain/terms/confirmation.ts'
import { openChecks } from '../domain/terms/openChecks.ts'
import type { Terms } from '../domain/terms/terms.ts'
import { callCareOf } from './callCareOf.ts'
import type { DealRecord, Ports } from './ports.ts'
import { seriesNamed } from './deskSeries.ts'

export interface AgreeDeal {
  readonly terms: Terms
  readonly actor: string
}

const NOT_READY = { signature: null, permit: null } as const

/**
 * Keeps the deal that two counterparties agreed on: from now on its digest is its name, and both sides may sign it.
 *
 * Agreeing to the same terms again finds the deal as it stands.
 *
 * Refuses: `documentDiffers` terms that do not carry the hash of their own confirmation; `seriesUnknown` an index that is not
 *          this desk's; whatever the factory would refuse to open.
 */
export async function agreeDeal(ports: Ports, { terms, actor }: AgreeDeal): Promise<DealRecord> {
  const id = ports.escrows.digestOf(terms)
  const known = await ports.deals.read(id)
  if (known !== null) return known
  await checkTerms(ports, terms)
  return keepDeal(ports, { terms, actor })
}

/**
 * Writes down the deal on `terms`, with nobody ready yet; finds it as it stands if it is there. Checks nothing: what was agreed is kept
 * even if it cannot be opened any more, and then it lapses where both sides see it.
 */
export async function keepDeal(ports: Ports, { terms, actor }: AgreeDeal): Promise<DealRecord> {
  const at = await ports.clock.asOf()
  return ports.deals.insert({
    id: ports.escrows.digestOf(terms),
    terms,
    escrow: await ports.escrows.escrowOf(terms),
    state: 'agreed',
    readiness: { seller: NOT_READY, buyer: NOT_READY },
    lapsedFor: null,
    opening: null,
    chain: null,
    facts: [],
    events: [{ before: 'agreed', event: 'agree', after: 'agreed', cause: 'both sides agreed', at, actor }],
    ...(await callCareOf(ports, terms, at)),
    version: 1,
  })
}

async function checkTerms(ports: Ports, terms: Terms): Promise<void> {
  const documentHash = ports.escrows.documentHashOf(confirmationText(terms))
  if (terms.documentHash !== documentHash) throw new Refusal('documentDiffers', { expected: documentHash })
  const readings = await ports.oracle.readings(seriesOfDesk(ports, terms), terms.startDay)
  openChecks(terms, readings, await ports.clock.asOf())
}

function seriesOfDesk(ports: Ports, terms: Terms): SeriesName {
  const series = terms.oracle === ports.escrows.network.oracle ? seriesNamed(terms.series) : null
  if (series === null) throw new Refusal('seriesUnknown', { oracle: terms.oracle, series: terms.series })
  return series
}
