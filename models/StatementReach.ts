import { Schema } from 'mongoose'
import type { Connection, InferSchemaType, Model } from 'mongoose'
import { integerField, requiredText } from './fields.ts'

/** Up to which UTC day the statements of one account are made: a day on which it had nothing leaves no other trace. */
export const statementReachSchema = new Schema(
  { _id: requiredText, through: integerField },
  { collection: 'statementreaches', strict: 'throw', versionKey: false },
)

export type StatementReachDocument = InferSchemaType<typeof statementReachSchema>

/** How far the statements of one database have come. */
export function statementReachModel(connection: Connection): Model<StatementReachDocument> {
  return connection.model<StatementReachDocument>('StatementReach', statementReachSchema)
}
