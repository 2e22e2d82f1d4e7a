import { Schema } from 'mongoose'
import type { Connection, InferSchemaType, Model } from 'mongoose'
import { PHASES } from '../server/domain/deal/phase.ts'
import { SIDES } from '../server/domain/terms/terms.ts'
import {
  amountField,
  hexField,
  integerField,
  optionalAmountField,
  optionalWordField,
  requiredText,
  wordField,
} from './fields.ts'

const entrySchema = new Schema(
  {
    name: requiredText,
    at: integerField,
    transaction: hexField,
    about: optionalWordField(SIDES),
    paidIn: amountField,
    takenOut: amountField,
    realised: amountField,
    held: amountField,
  },
  { _id: false, strict: 'throw' },
)

const markSchema = new Schema({ day: integerField, value: amountField }, { _id: false, strict: 'throw' })

const callSchema = new Schema(
  { side: wordField(SIDES), due: amountField, by: integerField },
  { _id: false, strict: 'throw' },
)

const lineSchema = new Schema(
  {
    deal: hexField,
    side: wordField(SIDES),
    phase: wordField(PHASES),
    heldBefore: amountField,
    paidIn: amountField,
    takenOut: amountField,
    realised: amountField,
    heldAfter: amountField,
    mark: { type: markSchema, default: null },
    requirement: optionalAmountField,
    exposure: optionalAmountField,
    worth: optionalAmountField,
    call: { type: callSchema, default: null },
    entries: { type: [entrySchema], default: [] },
  },
  { _id: false, strict: 'throw' },
)

/** One UTC day of one account, written once. */
export const statementSchema = new Schema(
  {
    _id: requiredText, // account@day
    account: requiredText,
    day: integerField,
    madeAt: integerField,
    lines: { type: [lineSchema], default: [] },
  },
  { collection: 'statements', strict: 'throw', versionKey: false },
)

// The newest of an account, for its list.
statementSchema.index({ account: 1, day: -1 })

export type StatementDocument = InferSchemaType<typeof statementSchema>

/** The statements of one database. */
export function statementModel(connection: Connection): Model<StatementDocument> {
  return connection.model<StatementDocument>('Statement', statementSchema)
}
