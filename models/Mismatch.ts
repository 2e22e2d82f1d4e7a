import { Schema } from 'mongoose'
import type { Connection, InferSchemaType, Model } from 'mongoose'
import { integerField, requiredText, wordField } from './fields.ts'

const discrepancySchema = new Schema(
  { field: requiredText, ours: requiredText, theirs: requiredText },
  { _id: false, strict: 'throw' },
)

/** What happened to a mismatch: which fields there are depends on what. */
const eventSchema = new Schema(
  {
    at: integerField,
    block: integerField,
    what: wordField(['differed', 'agreed', 'decided']),
    discrepancies: { type: [discrepancySchema], default: undefined },
    by: { type: String },
    reason: { type: String },
  },
  { _id: false, strict: 'throw' },
)

/** One deal, or one series of fixings, of which the desk's copy differs or differed from where it comes from. */
export const mismatchSchema = new Schema(
  {
    _id: requiredText, // the deal's digest, or the series' name
    discrepancies: { type: [discrepancySchema], default: [] },
    events: { type: [eventSchema], default: [] },
    /** When the last event was, for whoever reads the last ones first. */
    changedAt: { type: Number, default: null },
    version: integerField,
  },
  { collection: 'mismatches', strict: 'throw', versionKey: false },
)

// Those that differ now: each pass asks.
mismatchSchema.index({ 'discrepancies.0.field': 1 })
// The last ones, for the operations page.
mismatchSchema.index({ changedAt: -1 })

export type MismatchDocument = InferSchemaType<typeof mismatchSchema>

/** The mismatches of one database. */
export function mismatchModel(connection: Connection): Model<MismatchDocument> {
  return connection.model<MismatchDocument>('Mismatch', mismatchSchema)
}
