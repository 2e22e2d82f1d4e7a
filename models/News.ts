import { Schema } from 'mongoose'
import type { Connection, InferSchemaType, Model } from 'mongoose'
import { integerField, requiredText } from './fields.ts'

/** That something has changed, for the other servers on this database. */
export const newsSchema = new Schema(
  {
    server: requiredText, // who told it, by the name it holds leases under
    what: requiredText,
    id: { type: String, default: '' }, // empty where there is only one, or any of them is meant
    at: integerField, // world time in milliseconds
  },
  { collection: 'news', strict: 'throw', versionKey: false },
)

// What was told lately; what is old is forgotten.
newsSchema.index({ at: 1 })

export type NewsDocument = InferSchemaType<typeof newsSchema>

/** The news of one database. */
export function newsModel(connection: Connection): Model<NewsDocument> {
  return connection.model<NewsDocument>('News', newsSchema)
}
