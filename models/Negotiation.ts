import { Schema } from 'mongoose'
import type { Connection, InferSchemaType, Model } from 'mongoose'
import { NEGOTIATION_STATES } from '../server/domain/deal/lifecycle.ts'
import { SIDES } from '../server/domain/terms/terms.ts'
import {
  amountField,
  eventFields,
  integerField,
  optionalAddressField,
  optionalHexField,
  optionalText,
  optionalWordField,
  requiredText,
  wordField,
} from './fields.ts'
import { termSheetSchema } from './Terms.ts'

const versionSchema = new Schema(
  {
    number: integerField,
    sheet: { type: termSheetSchema, required: true },
    by: wordField(['requester', 'quoter', 'broker']),
    at: integerField,
    expiresAt: integerField,
    address: optionalAddressField,
  },
  { _id: false, strict: 'throw' },
)

const addressesSchema = new Schema(
  { requester: optionalAddressField, quoter: optionalAddressField, broker: optionalAddressField },
  { _id: false, strict: 'throw' },
)

const negotiationEventSchema = new Schema(eventFields(NEGOTIATION_STATES), { _id: false, strict: 'throw' })

/** One negotiation: every version of one term sheet between the requester and one quoter. */
export const negotiationSchema = new Schema(
  {
    _id: requiredText,
    rfqId: requiredText,
    requester: requiredText,
    quoter: requiredText,
    introducedBy: optionalText,
    requesterSide: wordField(SIDES),
    state: wordField(NEGOTIATION_STATES),
    versions: { type: [versionSchema], required: true },
    expiresAt: integerField, // of the last version; the store writes it, for the index below
    address: { type: addressesSchema, required: true },
    declinedFor: optionalWordField(['price', 'size', 'dates', 'collateral', 'counterparty', 'other']),
    salt: amountField,
    dealId: optionalHexField,
    events: { type: [negotiationEventSchema], default: [] },
    version: integerField,
  },
  { collection: 'negotiations', strict: 'throw', versionKey: false, minimize: false },
)

// One negotiation for each quoter of a request; all of a request together.
negotiationSchema.index({ rfqId: 1, quoter: 1 }, { unique: true })
// The negotiation a deal came from, and the agreed ones that are no deal yet.
negotiationSchema.index({ dealId: 1, state: 1 })
// The engine closes those whose offer has expired.
negotiationSchema.index({ state: 1, expiresAt: 1 })
// What has happened lately, for whoever is told of it.
negotiationSchema.index({ 'events.at': 1 })
// A person's own negotiations.
negotiationSchema.index({ requester: 1 })
negotiationSchema.index({ quoter: 1 })
negotiationSchema.index({ introducedBy: 1 })

export type NegotiationDocument = InferSchemaType<typeof negotiationSchema>

/** The negotiations of one database. */
export function negotiationModel(connection: Connection): Model<NegotiationDocument> {
  return connection.model<NegotiationDocument>('Negotiation', negotiationSchema)
}
