import { Schema } from 'mongoose'
import { MARKINGS } from '../server/domain/terms/terms.ts'
import { addressField, amountField, hexField, integerField } from './fields.ts'

/** What is negotiated of the terms, in signing order. */
const SHEET_FIELDS = {
  token: addressField,
  decimals: integerField,
  series: hexField,
  hashrate: amountField,
  fixedRate: amountField,
  floor: amountField,
  cap: amountField,
  startDay: integerField,
  periodDays: integerField,
  periods: integerField,
  sellerMargin: amountField,
  buyerMargin: amountField,
  maintenanceBps: integerField,
  sellerPenalty: amountField,
  buyerPenalty: amountField,
  marking: { type: Number, required: true, enum: Object.values(MARKINGS) },
  minimumTransfer: amountField,
  cureSeconds: integerField,
  takeoverSeconds: integerField,
  fallbackDays: integerField,
  premium: amountField,
  brokerFee: amountField,
  openBy: integerField,
} as const

/** The terms both sides sign. Immutable: a change makes another deal. */
export const termsSchema = new Schema(
  {
    seller: addressField,
    buyer: addressField,
    oracle: addressField,
    broker: addressField,
    documentHash: hexField,
    salt: amountField,
    ...SHEET_FIELDS,
  },
  { _id: false, strict: 'throw' },
)

/** A term sheet: the terms without who deals and under which name. */
export const termSheetSchema = new Schema(SHEET_FIELDS, { _id: false, strict: 'throw' })
