import { Schema } from 'mongoose'
import type { Connection, InferSchemaType, Model } from 'mongoose'
import { addressField, integerField, requiredText, wordField } from './fields.ts'
import { warningLevelSchema } from './WarningLevel.ts'

/** One person: how to sign in, and the wallets that are linked. `version` counts the writes, as in deals. */
export const accountSchema = new Schema(
  {
    _id: requiredText,
    email: requiredText, // in lower case
    name: requiredText,
    role: wordField(['miner', 'buyer', 'broker']),
    passwordHash: requiredText,
    addresses: { type: [addressField], default: [] },
    isOperator: { type: Boolean, required: true },
    isAuditor: { type: Boolean }, // accounts from before there were auditors do not say it
    isDemo: { type: Boolean, required: true },
    timeZone: { type: String }, // an IANA name; absent while it was not said
    warnAt: { type: warningLevelSchema },
    createdAt: integerField, // world time in milliseconds
    version: integerField,
  },
  { collection: 'accounts', strict: 'throw', versionKey: false },
)

// Signing in, and no two accounts under one e-mail address.
accountSchema.index({ email: 1 }, { unique: true })
// One address belongs to one account. An index takes an empty list for a value, and two of them for a clash: they are left out.
accountSchema.index({ addresses: 1 }, { unique: true, partialFilterExpression: { 'addresses.0': { $exists: true } } })

export type AccountDocument = InferSchemaType<typeof accountSchema>

/** The accounts of one database. */
export function accountModel(connection: Connection): Model<AccountDocument> {
  return connection.model<AccountDocument>('Account', accountSchema)
}
