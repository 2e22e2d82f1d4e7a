import { Schema } from 'mongoose'
import type { Connection, InferSchemaType, Model } from 'mongoose'
import { SENDING_ACTS, SENDING_STATES } from '../server/domain/sending/words.ts'
import { addressField, amountField, hexField, integerField, optionalText, requiredText, wordField } from './fields.ts'

const optionalInteger = { type: Number, default: null } as const

const intentSchema = new Schema(
  {
    act: wordField(SENDING_ACTS),
    escrows: { type: [String], default: [] },
    series: { type: [String], default: [] },
    days: {
      type: new Schema({ from: integerField, to: integerField }, { _id: false, strict: 'throw' }),
      default: null,
    },
  },
  { _id: false, strict: 'throw' },
)

const attemptSchema = new Schema(
  {
    hash: hexField,
    raw: { type: String, default: '' }, // the signed bytes
    most: amountField, // wei per gas
    tip: amountField, // wei per gas
    at: integerField, // world time in milliseconds
  },
  { _id: false, strict: 'throw' },
)

const minedSchema = new Schema(
  { transaction: hexField, block: integerField, blockHash: hexField, gasUsed: amountField },
  { _id: false, strict: 'throw' },
)

const causeSchema = new Schema(
  { reason: requiredText, facts: { type: Schema.Types.Mixed, default: {} } },
  { _id: false, strict: 'throw', minimize: false },
)

/** What is written of one transaction of the desk's own, whether it waits or is kept. */
export const sendingFields = {
  account: addressField,
  nonce: integerField,
  intent: { type: intentSchema, required: true },
  job: optionalText,
  token: integerField, // fencing token of whoever wrote it last
  attempts: { type: [attemptSchema], required: true }, // of one nonce: they exclude each other
  state: wordField(SENDING_STATES),
  cause: { type: causeSchema, default: null },
  mined: { type: minedSchema, default: null },
  skipped: { type: [String], default: [] },
  firstSentAt: optionalInteger, // world time in milliseconds
  lastSentAt: optionalInteger,
} as const

/** One transaction of the desk's own that waits no more. */
export const sendingSchema = new Schema(
  { _id: hexField, ...sendingFields }, // hash of the first attempt
  {
    collection: 'sendings',
    strict: 'throw',
    versionKey: false,
    // Not waiting for the journal: one that a crash of the database takes with it still waits in the outbox, and is looked up again.
    writeConcern: { w: 1, journal: false },
  },
)

// What was mined and may be taken back; the last of each kind.
sendingSchema.index({ account: 1, state: 1, nonce: -1 })
// The last batches of an act, for what they took; the last of all, for the operations page.
sendingSchema.index({ account: 1, 'intent.act': 1, 'attempts.0.at': -1 })
sendingSchema.index({ account: 1, 'attempts.0.at': -1 })

export type SendingDocument = InferSchemaType<typeof sendingSchema>

/** What one database has of transactions that wait no more. */
export function sendingModel(connection: Connection): Model<SendingDocument> {
  return connection.model<SendingDocument>('Sending', sendingSchema)
}
