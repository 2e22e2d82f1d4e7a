import { changedFields } from '../../domain/terms/termSheet.ts'
import type { SheetField, TermSheet } from '../../domain/terms/termSheet.ts'
import type { Offerer, TermSheetVersion } from '../../desk/ports/negotiation.ts'
import { TERM_GROUPS, TERM_ROWS, termGroups } from './termRows.ts'
import type { TermRow, TermsSaid } from './termRows.ts'

export interface RedlineAsked extends TermsSaid {
  /** All versions, oldest first. */
  readonly versions: readonly TermSheetVersion[]
  /** The terms of the request: what the first version is compared with. */
  readonly request: TermSheet
  /** The numbers of the two versions that are compared, the older first; 0 is the request. */
  readonly was: number
  readonly now: number
  readonly nameOf: (by: Offerer) => string
}

/** Two versions of a term sheet against each other: what differs in front, with who changed it last; what does not, folded. */
export function redline(asked: RedlineAsked) {
  const { words, now, was } = asked
  const [sheetNow, sheetWas] = [sheetOf(asked, now), sheetOf(asked, was)]
  const changed = changedFields(sheetWas, sheetNow)
  const differs = (row: TermRow) => row.fields.some((field) => changed.includes(field))
  const changedRows = TERM_ROWS.filter(differs)
  const sameRows = TERM_ROWS.filter((row) => !differs(row))
  return {
    note: was === 0 ? words('negotiation.termsFirst', { now }) : words('negotiation.termsNote', { now, was }),
    columnNow: now === asked.versions.length ? words('negotiation.columnLatest') : `v${now}`,
    columnWas: was === 0 ? words('negotiation.request') : words('negotiation.columnWas'),
    count: words('negotiation.changedCount', { count: changedRows.length }),
    hasChanges: changedRows.length > 0,
    changed: TERM_GROUPS.flatMap((group) => changedRows.filter((row) => row.group === group)).map((row) => ({
      label: words(row.label),
      now: row.say(sheetNow, asked),
      was: row.say(sheetWas, asked),
      by: changedBy(row.fields, asked),
    })),
    unchanged: {
      title: words('negotiation.unchanged', { count: sameRows.length }),
      groups: termGroups(sheetNow, asked, sameRows),
    },
  }
}

/** The terms of a version by its number; of the request for 0. */
function sheetOf({ versions, request }: RedlineAsked, number: number): TermSheet {
  return versions.find((version) => version.number === number)?.sheet ?? request
}

/** Who changed one of the fields last between the two versions. */
function changedBy(fields: readonly SheetField[], asked: RedlineAsked): string {
  for (let number = asked.now; number > asked.was; number -= 1) {
    const changed = changedFields(sheetOf(asked, number - 1), sheetOf(asked, number))
    const by = asked.versions.find((version) => version.number === number)?.by
    if (by !== undefined && fields.some((field) => changed.includes(field))) return `${asked.nameOf(by)} · v${number}`
  }
  return ''
}
