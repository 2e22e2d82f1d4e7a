import type { ChangeCallSettings } from '../../desk/changeCallSettings.ts'
import type { Account } from '../../desk/ports/accounts.ts'
import { DESK_LEVEL, LEVEL_LIMITS } from '../../domain/margin/warningLevel.ts'
import { printDecimal } from '../../domain/units/print.ts'
import { isTimeZone } from '../../domain/units/zone.ts'
import type { WordKey, Words } from '../words/words.ts'
import { complete, decimal, mistyped, readerOf } from './reader.ts'
import type { FieldError, Typed } from './typed.ts'

export const SETTINGS_FIELDS = ['timeZone', 'cover', 'move'] as const
export type SettingsField = (typeof SETTINGS_FIELDS)[number]

/** Hundredths of a percent are basis points. */
const HUNDREDTHS = 2

type Settings = Pick<ChangeCallSettings, 'timeZone' | 'warnAt'>

/** The settings that were typed; null, with errors, where something could not be read. An empty zone is none. */
export function readCallSettings(
  typed: Typed<SettingsField>,
  words: Words,
): { readonly settings: Settings | null; readonly errors: readonly FieldError[] } {
  const { read, errors } = readerOf<SettingsField>(typed)
  const percent = (field: 'cover' | 'move', limit: { readonly least: number; readonly most: number }, key: WordKey) =>
    read(field, (text) => {
      const sentence = words(key)
      const bps = Number(
        decimal(text, HUNDREDTHS, BigInt(limit.most), { notANumber: sentence, tooManyDigits: sentence }),
      )
      return bps < limit.least ? mistyped(sentence) : bps
    })
  const zone = read('timeZone', (text) =>
    text === '' || isTimeZone(text) ? text : mistyped(words('calls.error.zone')),
  )
  const level = complete({
    coverBps: percent('cover', LEVEL_LIMITS.coverBps, 'calls.error.cover'),
    moveBps: percent('move', LEVEL_LIMITS.moveBps, 'calls.error.move'),
  })
  const settings = zone === null || level === null ? null : { timeZone: zone === '' ? null : zone, warnAt: level }
  return { settings, errors }
}

/** The settings of an account as the form has them. */
export function settingsOf({ timeZone, warnAt = DESK_LEVEL }: Account): Typed<SettingsField> {
  return { timeZone: timeZone ?? '', cover: percentInput(warnAt.coverBps), move: percentInput(warnAt.moveBps) }
}

function percentInput(bps: number): string {
  return printDecimal(BigInt(bps), HUNDREDTHS).replace(/\.?0+$/, '')
}
