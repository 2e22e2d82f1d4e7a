import { Schema } from 'mongoose'
import type { Connection, InferSchemaType, Model } from 'mongoose'
import { amountField, hexField, integerField } from './fields.ts'
import { sendingFields } from './Sending.ts'

const waitingSchema = new Schema({ id: hexField, ...sendingFields }, { _id: false, strict: 'throw' })

const shortSchema = new Schema(
  { balance: amountField, need: amountField, at: integerField },
  { _id: false, strict: 'throw' },
)

/**
 * What one account has under way. One document, so that whoever writes it decides on the next number, and a write under a token that
 * was overtaken meets nothing. Found by account alone.
 */
export const outboxSchema = new Schema(
  {
    _id: { type: String, required: true }, // the account
    token: integerField, // the newest fencing token that was here
    version: integerField,
    waiting: { type: [waitingSchema], default: [] },
    short: { type: shortSchema, default: null },
  },
  { collection: 'outboxes', strict: 'throw', versionKey: false },
)

export type OutboxDocument = InferSchemaType<typeof outboxSchema>

/** The outboxes of one database. */
export function outboxModel(connection: Connection): Model<OutboxDocument> {
  return connection.model<OutboxDocument>('Outbox', outboxSchema)
}
