import { Schema } from 'mongoose'
import type { Connection, InferSchemaType, Model } from 'mongoose'
import { hexField, integerField, wordField } from './fields.ts'

/** One thing the relay of Bitcoin's difficulty said. Only the chain indexer writes these. */
export const relayFactSchema = new Schema(
  {
    _id: { type: String, required: true }, // block:logIndex
    kind: wordField(['retarget', 'survival']),
    number: integerField,
    shown: integerField,
    headers: { type: [hexField], default: [] },
    block: integerField,
    logIndex: integerField,
    transaction: hexField,
    at: integerField,
    // A retarget
    bits: { type: Number },
    firstTime: { type: Number },
    firstHash: { type: String },
    // A survival
    until: { type: Number },
  },
  { collection: 'relayfacts', strict: 'throw', versionKey: false },
)

// The last word on the beginning of each epoch, and how long one is known to have lasted.
relayFactSchema.index({ kind: 1, number: 1, block: 1, logIndex: 1 })
// A chain that went back takes what was said above the common block with it.
relayFactSchema.index({ block: 1 })

export type RelayFactDocument = InferSchemaType<typeof relayFactSchema>

/** What the relay said, of one database. */
export function relayFactModel(connection: Connection): Model<RelayFactDocument> {
  return connection.model<RelayFactDocument>('RelayFact', relayFactSchema)
}
