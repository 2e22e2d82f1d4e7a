import type { SettingsField } from '../forms/readCallSettings.ts'
import type { FieldError, Typed } from '../forms/typed.ts'
import { paths } from '../paths.ts'
import type { Visit } from '../visit.ts'
import { timeZoneChoice } from './timeZoneChoice.ts'

export interface SettingsDrawn {
  readonly typed: Typed<SettingsField>
  readonly errors: readonly FieldError[]
  readonly isSaved: boolean
}

/** The page on which somebody says where it is, and how near a call may come before it is warned. */
export function toCallSettingsPage({ typed, errors, isSaved }: SettingsDrawn, { words }: Visit) {
  const errorOf = (field: SettingsField) => errors.find((error) => error.field === field)?.sentence ?? null
  const percent = (id: 'cover' | 'move') => ({
    id,
    label: words(`calls.${id}`),
    hint: words(`calls.${id}Hint`),
    unit: '%',
    type: 'text',
    inputmode: 'decimal',
    isNumber: true,
    value: typed[id],
    error: errorOf(id),
  })
  return {
    title: words('calls.title'),
    styles: ['account'],
    scripts: ['time-zone'],
    action: paths.callSettings,
    errors,
    notice: isSaved ? words('calls.saved') : null,
    zone: timeZoneChoice(typed.timeZone, errorOf('timeZone'), words),
    cover: percent('cover'),
    move: percent('move'),
    wallet: paths.wallet,
  }
}
