import { Schema } from 'mongoose'
import { CAUSES, PHASES } from '../server/domain/deal/phase.ts'
import { SIDES } from '../server/domain/terms/terms.ts'
import { amountsBySideSchema, chainPointSchema } from './ChainFact.ts'
import { addressField, amountField, bySideField, integerField, wordField } from './fields.ts'

const proposalSchema = new Schema(
  { payment: amountField, periodsSettled: integerField, proposedAt: integerField },
  { _id: false, strict: 'throw' },
)

const proposalsSchema = new Schema(bySideField({ type: proposalSchema, default: null }), {
  _id: false,
  strict: 'throw',
})

const claimSchema = new Schema({ holder: addressField, amount: amountField }, { _id: false, strict: 'throw' })

const ownersSchema = new Schema(bySideField(addressField), { _id: false, strict: 'throw' })

const escrowStateSchema = new Schema(
  {
    phase: wordField(PHASES),
    cause: wordField(CAUSES),
    balance: { type: amountsBySideSchema, required: true },
    periodsSettled: integerField,
    callSide: wordField(SIDES),
    cureBy: integerField,
    due: amountField,
    unpaid: amountField,
    shortfall: amountField,
    proposal: { type: proposalsSchema, required: true },
    owner: { type: ownersSchema, required: true },
    claims: { type: [claimSchema], required: true },
  },
  { _id: false, strict: 'throw' },
)

/** A copy of what the chain says about one deal: a pure fold over its facts, dropped and rebuilt at will. */
export const chainViewSchema = new Schema(
  {
    state: { type: escrowStateSchema, required: true },
    opened: { type: chainPointSchema, required: true },
    last: { type: chainPointSchema, required: true },
    nextSettlementDay: { type: Number, default: null },
  },
  { _id: false, strict: 'throw' },
)
