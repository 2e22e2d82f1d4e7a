import { Schema } from 'mongoose'
import type { Connection, InferSchemaType, Model } from 'mongoose'
import { DESK_STATES } from '../server/domain/deal/lifecycle.ts'
import { NOTICE_KINDS } from '../server/domain/deal/notices.ts'
import { SIDES } from '../server/domain/terms/terms.ts'
import { escrowFactSchema } from './ChainFact.ts'
import { chainViewSchema } from './ChainView.ts'
import {
  addressField,
  amountField,
  bySideField,
  eventFields,
  hexField,
  integerField,
  optionalHexField,
  requiredText,
  wordField,
} from './fields.ts'
import { termsSchema } from './Terms.ts'
import { warningLevelSchema } from './WarningLevel.ts'

const permitSchema = new Schema(
  { value: amountField, deadline: integerField, v: integerField, r: hexField, s: hexField },
  { _id: false, strict: 'throw' },
)

const sideReadinessSchema = new Schema(
  { signature: optionalHexField, permit: { type: permitSchema, default: null } },
  { _id: false, strict: 'throw' },
)

const readinessSchema = new Schema(bySideField({ type: sideReadinessSchema, required: true }), {
  _id: false,
  strict: 'throw',
})

const dealEventSchema = new Schema(eventFields(DESK_STATES), { _id: false, strict: 'throw' })

const zoneField = { type: String, default: null } as const

const callPlanSchema = new Schema(
  { zones: { seller: zoneField, buyer: zoneField }, markAt: integerField },
  { _id: false, strict: 'throw' },
)

const warnAtSchema = new Schema(bySideField({ type: warningLevelSchema, required: true }), {
  _id: false,
  strict: 'throw',
})

const noticeSchema = new Schema(
  {
    kind: wordField(NOTICE_KINDS),
    side: wordField(SIDES),
    of: requiredText,
    at: integerField,
    amount: amountField,
    by: { type: Number, default: null },
    until: { type: Number, default: null },
  },
  { _id: false, strict: 'throw' },
)

/**
 * One deal: what was agreed, how far the desk got, and a copy of what the chain says about it.
 *
 * Desk verbs write the first part; only the chain indexer writes `facts` and `chain`, and both can be rebuilt from block zero.
 * `version` counts the writes: every write carries the version it was read at, and a stale one changes nothing.
 */
export const dealSchema = new Schema(
  {
    _id: hexField, // the EIP-712 digest of the terms
    terms: { type: termsSchema, required: true },
    escrow: addressField,
    state: wordField(DESK_STATES),
    readiness: { type: readinessSchema, required: true },
    lapsedFor: { type: String, enum: [...SIDES, 'both', null], default: null },
    opening: optionalHexField,
    chain: { type: chainViewSchema, default: null },
    facts: { type: [escrowFactSchema], default: [] },
    events: { type: [dealEventSchema], default: [] },
    callPlan: { type: callPlanSchema }, // deals between people who have not said where they are have none
    warnAt: { type: warnAtSchema },
    notices: { type: [noticeSchema], default: undefined },
    version: integerField,
  },
  { collection: 'deals', strict: 'throw', versionKey: false, minimize: false },
)

// The indexer finds the deal an event belongs to; one escrow belongs to one deal.
dealSchema.index({ escrow: 1 }, { unique: true })
// The engine reads deals that wait for signatures or for their opening, and open ones that the chain no longer knows.
dealSchema.index({ state: 1, 'chain.state.phase': 1 })
// The engine reads live deals, soonest settlement first.
dealSchema.index({ 'chain.state.phase': 1, 'chain.nextSettlementDay': 1 })
// … and all of them, page by page.
dealSchema.index({ 'chain.state.phase': 1, _id: 1 })
// The record of an account: how the deals it was in have ended.
dealSchema.index({ 'terms.seller': 1, 'chain.state.phase': 1 })
dealSchema.index({ 'terms.buyer': 1, 'chain.state.phase': 1 })
// Who took a side over is a party from then on, and a former one afterwards; most deals have nobody here.
dealSchema.index({ 'facts.event.taker': 1 }, { sparse: true })
// The first page tells how the last default ended.
dealSchema.index({ 'chain.state.cause': 1, 'chain.last.block': -1 })
// What sides were told lately, for whoever sends it on; most deals have nothing here.
dealSchema.index({ 'notices.at': 1 }, { sparse: true })
// A chain that went back takes the facts above the common block with it.
dealSchema.index({ 'facts.point.block': 1 })

export type DealDocument = InferSchemaType<typeof dealSchema>

/** The deals of one database. */
export function dealModel(connection: Connection): Model<DealDocument> {
  return connection.model<DealDocument>('Deal', dealSchema)
}
