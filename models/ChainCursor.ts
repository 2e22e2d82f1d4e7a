import { Schema } from 'mongoose'
import type { Connection, InferSchemaType, Model } from 'mongoose'
import { hexField, integerField } from './fields.ts'

const blockRefSchema = new Schema(
  { number: integerField, hash: hexField, at: integerField },
  { _id: false, strict: 'throw' },
)

/** How far the chain has been read: one document, found by its name alone. */
export const chainCursorSchema = new Schema(
  {
    _id: { type: String, required: true },
    blocks: { type: [blockRefSchema], default: [] }, // newest last
    version: integerField,
  },
  { collection: 'chaincursors', strict: 'throw', versionKey: false },
)

export type ChainCursorDocument = InferSchemaType<typeof chainCursorSchema>

/** The cursor of one database. */
export function chainCursorModel(connection: Connection): Model<ChainCursorDocument> {
  return connection.model<ChainCursorDocument>('ChainCursor', chainCursorSchema)
}
