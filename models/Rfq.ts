import { Schema } from 'mongoose'
import type { Connection, InferSchemaType, Model } from 'mongoose'
import { RFQ_STATES } from '../server/domain/deal/lifecycle.ts'
import { SIDES } from '../server/domain/terms/terms.ts'
import {
  eventFields,
  integerField,
  optionalAddressField,
  optionalAmountField,
  optionalText,
  requiredText,
  wordField,
} from './fields.ts'
import { termSheetSchema } from './Terms.ts'

const awardSchema = new Schema(
  {
    version: integerField,
    by: requiredText,
    address: optionalAddressField,
    at: integerField,
    isFinished: { type: Boolean, required: true },
  },
  { _id: false, strict: 'throw' },
)

const rfqEventSchema = new Schema(eventFields(RFQ_STATES), { _id: false, strict: 'throw' })

/** One request for terms. `awardedTo` is the lock of its award: one conditional update writes it. */
export const rfqSchema = new Schema(
  {
    _id: requiredText,
    requester: requiredText,
    side: wordField(SIDES),
    sheet: { type: termSheetSchema, required: true },
    wishedRate: { ...optionalAmountField, default: null },
    visibility: wordField(['public', 'named']),
    invited: { type: [String], default: [] },
    isPseudonymous: { type: Boolean, required: true },
    introducedBy: optionalText,
    expiresAt: integerField,
    state: wordField(RFQ_STATES),
    awardedTo: optionalText,
    award: { type: awardSchema, default: null },
    createdAt: integerField,
    events: { type: [rfqEventSchema], default: [] },
    version: integerField,
  },
  { collection: 'rfqs', strict: 'throw', versionKey: false, minimize: false },
)

// The board reads open ones, soonest to expire first; the engine those that are overdue.
rfqSchema.index({ state: 1, expiresAt: 1 })
// The engine finishes awards that were interrupted.
rfqSchema.index({ 'award.isFinished': 1 })
// What traded last.
rfqSchema.index({ state: 1, 'award.at': -1 })
// A person's own, introduced and received requests.
rfqSchema.index({ requester: 1, createdAt: -1 })
rfqSchema.index({ introducedBy: 1, createdAt: -1 })
rfqSchema.index({ invited: 1, createdAt: -1 })

export type RfqDocument = InferSchemaType<typeof rfqSchema>

/** The requests of one database. */
export function rfqModel(connection: Connection): Model<RfqDocument> {
  return connection.model<RfqDocument>('Rfq', rfqSchema)
}
