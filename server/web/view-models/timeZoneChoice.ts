import { UTC } from '../../domain/units/zone.ts'
import type { Words } from '../words/words.ts'

/** Every zone that the runtime knows, by its IANA name. */
const ZONES: readonly string[] = [UTC, ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== UTC)]

/** The zones to choose from, for `partials/time-zone.hbs`; nothing said is a choice, and the browser proposes its own there. */
export function timeZoneChoice(chosen: string, error: string | null, words: Words) {
  const isListed = chosen === '' || ZONES.includes(chosen)
  return {
    label: words('calls.zone'),
    hint: words('calls.zoneHint'),
    proposed: words('calls.zoneProposed'),
    error,
    none: { name: words('calls.zoneNone'), isSelected: chosen === '' },
    options: [...(isListed ? [] : [chosen]), ...ZONES].map((zone) => ({ zone, isSelected: zone === chosen })),
  }
}
