import { Schema } from 'mongoose'
import type { Connection, InferSchemaType, Model } from 'mongoose'
import { SERIES } from '../server/domain/index/readings.ts'
import { amountField, hexField, integerField, wordField } from './fields.ts'

/** So many signatures, or the proven epoch. */
const provenanceSchema = new Schema(
  { source: wordField(['attested', 'relay']), reports: { type: Number }, epoch: { type: Number } },
  { _id: false, strict: 'throw' },
)

/** One final fixing as the chain told it. Only the chain indexer writes these. */
export const fixingSchema = new Schema(
  {
    _id: { type: String, required: true }, // series:day, so that a repeated fact replaces itself
    series: wordField(SERIES),
    day: integerField,
    value: amountField,
    provenance: { type: provenanceSchema, required: true },
    block: integerField,
    transaction: hexField,
  },
  { collection: 'fixings', strict: 'throw', versionKey: false },
)

// The last fixing of a series, and the run of days a deal is valued over.
fixingSchema.index({ series: 1, day: -1 })
// A chain that went back takes the fixings above the common block with it.
fixingSchema.index({ block: 1 })

export type FixingDocument = InferSchemaType<typeof fixingSchema>

/** The fixings of one database. */
export function fixingModel(connection: Connection): Model<FixingDocument> {
  return connection.model<FixingDocument>('Fixing', fixingSchema)
}
