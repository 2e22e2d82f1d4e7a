import { Schema } from 'mongoose'
import type { Connection, InferSchemaType, Model } from 'mongoose'
import { integerField, requiredText } from './fields.ts'

/** How far people have been told: one document, moved on by the job that tells them. */
export const newsReachSchema = new Schema(
  { _id: requiredText, block: integerField, at: integerField },
  { collection: 'newsreach', strict: 'throw', versionKey: false },
)

export type NewsReachDocument = InferSchemaType<typeof newsReachSchema>

/** How far the people of one database have been told. */
export function newsReachModel(connection: Connection): Model<NewsReachDocument> {
  return connection.model<NewsReachDocument>('NewsReach', newsReachSchema)
}
