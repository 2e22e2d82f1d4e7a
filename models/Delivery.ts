import { Schema } from 'mongoose'
import type { Connection, InferSchemaType, Model } from 'mongoose'
import { CHANNELS, DELIVERY_STATES, REACHES } from '../server/domain/sending/deliveryWords.ts'
import { integerField, optionalText, requiredText, wordField } from './fields.ts'

const attachmentSchema = new Schema(
  { name: requiredText, mediaType: requiredText, text: requiredText },
  { _id: false, strict: 'throw' },
)

/** A letter, or a document for somebody's system: which fields there are depends on the channel. */
const messageSchema = new Schema(
  {
    channel: wordField(CHANNELS),
    to: { type: String },
    subject: { type: String },
    text: { type: String },
    attachments: { type: [attachmentSchema], default: undefined },
    url: { type: String },
    secret: { type: String },
    reach: { type: String, enum: [...REACHES] },
    body: { type: String },
  },
  { _id: false, strict: 'throw' },
)

/** One message to one destination, and how far it has come. */
export const deliverySchema = new Schema(
  {
    _id: requiredText, // what it is about, and whom it is for
    owner: optionalText,
    message: { type: messageSchema, required: true },
    state: wordField(DELIVERY_STATES),
    attempts: integerField,
    writtenAt: integerField,
    nextAt: integerField,
    endedAt: { type: Number, default: null },
    fault: optionalText,
    version: integerField,
  },
  { collection: 'deliveries', strict: 'throw', versionKey: false },
)

// What is due, the longest due first; and how much waits.
deliverySchema.index({ state: 1, nextAt: 1 })
// The last of an owner, for their page.
deliverySchema.index({ owner: 1, writtenAt: -1 })
// What has ended is forgotten by age.
deliverySchema.index({ endedAt: 1 })

export type DeliveryDocument = InferSchemaType<typeof deliverySchema>

/** The messages of one database. */
export function deliveryModel(connection: Connection): Model<DeliveryDocument> {
  return connection.model<DeliveryDocument>('Delivery', deliverySchema)
}
