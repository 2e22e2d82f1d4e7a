import type { Outlook } from '../../desk/queries/outlook.ts'
import type { TermField } from '../forms/termFields.ts'
import type { Words } from '../words/words.ts'
import { shortHex } from './format.ts'
import { toOutlook, toWaitingOutlook } from './outlook.ts'
import type { Voice } from './outlook.ts'
import { termsField } from './termsFields.ts'
import type { TermsFormAsked } from './termsFields.ts'

export interface TermsFormDrawn extends TermsFormAsked {
  /** Whether the side can be chosen: in a request; who answers one has the other side. */
  readonly isSideOpen: boolean
  /** Whom what they would mean is told to. */
  readonly voice: Voice
  /** Null while the terms cannot be read. */
  readonly outlook: Outlook | null
  /** What of the terms their author has seen the meaning of. */
  readonly reviewed: string
}

const GROUPS = {
  what: ['hashrate', 'series', 'startDay', 'days', 'settlement'],
  price: ['rate'],
  range: ['floor', 'cap', 'premium', 'premiumPaidBy', 'marking'],
  safety: [
    'sellerMargin',
    'buyerMargin',
    'sellerPenalty',
    'buyerPenalty',
    'maintenance',
    'cureHours',
    'fallbackDays',
    'minimumTransfer',
  ],
} as const satisfies Record<string, readonly TermField[]>

/** The form of terms as every page with one prints it: groups of fields, and what they would mean. */
export function toTermsForm(drawn: TermsFormDrawn) {
  const { words, typed, isSideOpen, voice, outlook, reviewed } = drawn
  const fields = (names: readonly TermField[]) => names.map((name) => termsField(name, drawn))
  const side = termsField('side', drawn)
  const range = fields(GROUPS.range)
  return {
    reviewed,
    sides: isSideOpen ? side.options : null,
    // A broker has none.
    side: {
      value: typed.side,
      name: voice === 'party' ? words(`side.${typed.side === 'buyer' ? 'buyer' : 'seller'}Long`) : null,
    },
    what: fields(GROUPS.what),
    price: fields(GROUPS.price),
    range,
    isRangeOpen: isRangeUsed(drawn) || range.some(({ error, was }) => error !== null || was !== null),
    safety: fields(GROUPS.safety),
    takeover: { ...termsField('takeover', drawn), hours: termsField('takeoverHours', drawn) },
    outlook: outlook === null ? toWaitingOutlook(words) : toOutlook(outlook, words, voice),
  }
}

function isRangeUsed({ typed }: TermsFormAsked): boolean {
  return typed.floor !== '' || typed.cap !== '' || typed.premium !== '' || typed.marking === '0'
}

/** A field of a form that is not one of the terms, as `partials/field.hbs` prints it. */
export function plainField(
  id: string,
  {
    label,
    hint,
    value,
    type,
    error,
  }: { label: string; hint?: string; value: string; type: string; error: string | null },
) {
  return { id, label, hint: hint ?? null, value, type, error, isNumber: type === 'datetime-local' }
}

/** The accounts somebody can sign with, as a choice; null where there is nothing to choose. */
export function addressChoice(addresses: readonly string[], chosen: string, error: string | null, words: Words) {
  return {
    isNone: addresses.length === 0,
    isOne: addresses.length === 1,
    only: addresses[0] ?? '',
    onlyShort: shortHex(addresses[0] ?? ''),
    error,
    label: words('form.address'),
    options: addresses.map((address) => ({ value: address, name: shortHex(address), isSelected: address === chosen })),
  }
}
