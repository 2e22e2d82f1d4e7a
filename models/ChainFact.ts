import { Schema } from 'mongoose'
import { CAUSES, PHASES } from '../server/domain/deal/phase.ts'
import { SIDES } from '../server/domain/terms/terms.ts'
import {
  addressField,
  amountField,
  bySideField,
  hexField,
  integerField,
  optionalAmountField,
  wordField,
} from './fields.ts'
import { termsSchema } from './Terms.ts'

/** Where on the chain a fact stands. */
export const chainPointSchema = new Schema(
  { block: integerField, blockHash: hexField, logIndex: integerField, transaction: hexField, at: integerField },
  { _id: false, strict: 'throw' },
)

/** An amount for each side. */
export const amountsBySideSchema = new Schema(bySideField(amountField), { _id: false, strict: 'throw' })

const ledgerSchema = new Schema(
  {
    phase: wordField(PHASES),
    cause: wordField(CAUSES),
    balance: { type: amountsBySideSchema, required: true },
    periodsSettled: integerField,
    callSide: wordField(SIDES),
    cureBy: integerField,
  },
  { _id: false, strict: 'throw' },
)

/** What an escrow said. Which fields are there depends on the name; the mapping in adapters/store writes and reads exactly those. */
const escrowEventSchema = new Schema(
  {
    name: { type: String, required: true },
    digest: { type: String },
    terms: { type: termsSchema },
    period: { type: Number },
    side: { type: String, enum: SIDES },
    payer: { type: String },
    to: { type: String },
    defaulter: { type: String, enum: SIDES },
    until: { type: Number },
    taker: { type: String },
    previous: { type: String },
    holder: { type: String },
    deposit: optionalAmountField,
    toHonouring: optionalAmountField,
    reward: optionalAmountField,
    leftover: optionalAmountField,
    amount: optionalAmountField,
    due: optionalAmountField,
    unpaid: optionalAmountField,
    payment: optionalAmountField,
    owed: optionalAmountField,
    penalty: optionalAmountField,
    paid: optionalAmountField,
    shortfall: optionalAmountField,
    ledger: { type: ledgerSchema },
  },
  { _id: false, strict: 'throw' },
)

/** One event of one escrow at one place of the chain; keyed by block hash and log index. */
export const escrowFactSchema = new Schema(
  {
    escrow: addressField,
    point: { type: chainPointSchema, required: true },
    event: { type: escrowEventSchema, required: true },
  },
  { _id: false, strict: 'throw' },
)
