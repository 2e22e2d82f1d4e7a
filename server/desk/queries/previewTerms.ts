import { fairCure } from '../../domain/margin/fairCalls.ts'
import type { Zones } from '../../domain/margin/fairCalls.ts'
import { proposedRate } from '../../domain/margin/proposedRate.ts'
import { proposedSafety } from '../../domain/margin/proposedSafety.ts'
import { Refusal } from '../../domain/refusals.ts'
import { sheetOf } from '../../domain/terms/outline.ts'
import type { Outline, Safety, SheetFrame } from '../../domain/terms/outline.ts'
import type { TermSheet } from '../../domain/terms/termSheet.ts'
import type { Address, Side } from '../../domain/terms/terms.ts'
import type { BaseUnits } from '../../domain/units/baseUnits.ts'
import type { TimeZone } from '../../domain/units/zone.ts'
import type { IndexValue } from '../../domain/units/indexValue.ts'
import { checkSheet } from '../checkSheet.ts'
import { PortFailure } from '../ports.ts'
import type { Ports } from '../ports.ts'
import { deskToken } from '../tokenOf.ts'
import { callsAsked, outlookOf } from './outlook.ts'
import type { Outlook } from './outlook.ts'

export interface PreviewTerms {
  /** For whom the terms are looked at. */
  readonly side: Side
  /** Without a rate: the proposed one. */
  readonly outline: Omit<Outline, 'fixedRate'> & { readonly fixedRate: IndexValue | null }
  /** What is missing is proposed. */
  readonly chosen: Partial<Safety>
  readonly brokerFee: BaseUnits
  /** Where the broker's fee goes, null if there is nobody. */
  readonly broker: Address | null
  /** Where the author and the other party are, as far as the author may know it; absent: not known. */
  readonly zones?: { readonly own: TimeZone | null; readonly other: TimeZone | null }
  /** The terms that are answered, null where none are: as long as the first day stays, so does the last moment to open. */
  readonly answered: Pick<TermSheet, 'startDay' | 'openBy'> | null
}

/** Terms while they are being written: made whole by what the desk proposes, and what they would mean. */
export interface TermsPreview {
  readonly sheet: TermSheet
  /** What the desk proposes today, whatever was chosen. */
  readonly proposed: Safety
  readonly outlook: Outlook
  /** Why the factory would not open this today, null if it would, or while the chain does not say. */
  readonly refusal: Refusal | null
}

/** What half-written terms would be, and mean. Refuses: `indexUnreadable` where a rate is to be proposed and no index is known. */
export async function previewTerms(ports: Ports, asked: PreviewTerms): Promise<TermsPreview> {
  const { side, chosen, brokerFee, broker, answered } = asked
  const { address, decimals } = deskToken(ports)
  const frame: SheetFrame = { token: address, decimals, brokerFee }
  const outline = { ...asked.outline, fixedRate: asked.outline.fixedRate ?? (await rateToday(ports, asked)) }
  const asOf = await ports.clock.asOf()
  const zones = zonesOf(asked)
  const cureSeconds = fairCure(callsAsked(outline, zones, asOf))
  const proposed = { ...proposedSafety(outline, chosen, frame), cureSeconds }
  const whole = sheetOf(outline, { ...proposed, ...chosen }, frame)
  const sheet = answered?.startDay === whole.startDay ? { ...whole, openBy: answered.openBy } : whole
  const [outlook, refusal] = await Promise.all([
    outlookOf(ports, { sheet, side, asOf, zones }),
    refusalOf(ports, sheet, broker),
  ])
  return { sheet, proposed, outlook, refusal }
}

function zonesOf({ side, zones }: PreviewTerms): Zones {
  const { own = null, other = null } = zones ?? {}
  return side === 'seller' ? { seller: own, buyer: other } : { seller: other, buyer: own }
}

async function rateToday({ fixings }: Ports, { outline }: PreviewTerms): Promise<IndexValue> {
  const last = await fixings.last(outline.series)
  if (last === null) throw new Refusal('indexUnreadable')
  return proposedRate(last.value)
}

async function refusalOf(ports: Ports, sheet: TermSheet, broker: Address | null): Promise<Refusal | null> {
  try {
    await checkSheet(ports, sheet, broker)
    return null
  } catch (error) {
    if (error instanceof Refusal) return error
    if (error instanceof PortFailure) return null
    throw error
  }
}
