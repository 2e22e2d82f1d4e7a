import { Schema } from 'mongoose'
import { MARKINGS } from '../server/domain/terms/terms.ts'
import { addressField, amountField, hexField, integerField } from './fields.ts'

/** The terms both sides sign, field by field in signing order. Immutable: a change makes another deal. */
export const termsSchema = new Schema(
  {
    seller: addressField,
    buyer: addressField,
    token: addressField,
    decimals: integerField,
    oracle: addressField,
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
    broker: addressField,
    brokerFee: amountField,
    openBy: integerField,
    documentHash: hexField,
    salt: amountField,
  },
  { _id: false, strict: 'throw' },
)
