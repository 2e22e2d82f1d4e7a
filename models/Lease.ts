import { Schema } from 'mongoose'
import type { Connection, InferSchemaType, Model } from 'mongoose'
import { integerField } from './fields.ts'

/** Who may act, and until when. Found by name alone, and each taken by one conditional update. */
export const leaseSchema = new Schema(
  {
    _id: { type: String, required: true }, // the name of what is leased
    holder: { type: String, required: true },
    token: integerField, // grows with every change of holder
    until: integerField, // world time in milliseconds
  },
  { collection: 'leases', strict: 'throw', versionKey: false },
)

export type LeaseDocument = InferSchemaType<typeof leaseSchema>

/** The leases of one database. */
export function leaseModel(connection: Connection): Model<LeaseDocument> {
  return connection.model<LeaseDocument>('Lease', leaseSchema)
}
