import { Schema } from 'mongoose'
import type { Connection, InferSchemaType, Model } from 'mongoose'
import { SERIES } from '../server/domain/index/readings.ts'
import { amountField, hexField, integerField, requiredText, wordField } from './fields.ts'

const differenceSchema = new Schema(
  { series: wordField(SERIES), day: integerField, attested: amountField, proven: amountField },
  { _id: false, strict: 'throw' },
)

const resolutionSchema = new Schema(
  { by: requiredText, at: integerField, reason: requiredText, covers: { type: [differenceSchema], default: [] } },
  { _id: false, strict: 'throw' },
)

/** One difficulty epoch that is final on the relay, and the fixings of its days held against it. */
export const epochCheckSchema = new Schema(
  {
    _id: integerField, // the epoch's number
    bits: integerField,
    firstTime: integerField,
    firstHash: hexField,
    transaction: hexField,
    from: integerField,
    to: { type: Number, default: null },
    through: integerField,
    differences: { type: [differenceSchema], default: [] },
    resolutions: { type: [resolutionSchema], default: [] },
    checkedAt: integerField,
    readTo: integerField,
    version: integerField,
  },
  { collection: 'epochchecks', strict: 'throw', versionKey: false },
)

// A chain that went back: what was compared above the common block is compared again.
epochCheckSchema.index({ readTo: 1 })

export type EpochCheckDocument = InferSchemaType<typeof epochCheckSchema>

/** The epochs that were checked, of one database. */
export function epochCheckModel(connection: Connection): Model<EpochCheckDocument> {
  return connection.model<EpochCheckDocument>('EpochCheck', epochCheckSchema)
}
