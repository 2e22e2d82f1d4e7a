import { Schema } from 'mongoose'
import type { Connection, InferSchemaType, Model } from 'mongoose'
import { integerField, requiredText } from './fields.ts'

/** How often something was tried under one key since `since`. Found by its key alone. */
export const attemptSchema = new Schema(
  {
    _id: requiredText,
    count: integerField,
    since: integerField, // world time in milliseconds
  },
  { collection: 'attempts', strict: 'throw', versionKey: false },
)

// Counts that are too old to matter are forgotten by age.
attemptSchema.index({ since: 1 })

export type AttemptDocument = InferSchemaType<typeof attemptSchema>

/** The attempts counted in one database. */
export function attemptModel(connection: Connection): Model<AttemptDocument> {
  return connection.model<AttemptDocument>('Attempt', attemptSchema)
}
