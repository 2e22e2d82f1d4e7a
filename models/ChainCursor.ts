import { Schema } from 'mongoose'
import type { Connection, InferSchemaType, Model } from 'mongoose'
import { hexField, integerField } from './fields.ts'

interface BlockRefFields {
  readonly number: number
  readonly hash: string
  readonly at: number
}

const FIELDS: readonly string[] = ['number', 'hash', 'at'] satisfies readonly (keyof BlockRefFields)[]

function isBlockRef(block: BlockRefFields): boolean {
  const isWhole = integerField.validate.validator
  if (Object.keys(block).some((field) => !FIELDS.includes(field))) return false
  return isWhole(block.number) && isWhole(block.at) && typeof block.hash === 'string' && hexField.match.test(block.hash)
}

/** How far the chain has been read: one document, found by its name alone. */
export const chainCursorSchema = new Schema(
  {
    _id: { type: String, required: true },
    // Newest last. Checked as plain objects: a hundred subdocuments made anew at every pass cost more than all else it writes.
    blocks: {
      type: [Schema.Types.Mixed],
      default: [],
      validate: (blocks: readonly BlockRefFields[]) => blocks.every(isBlockRef),
    },
    version: integerField,
  },
  { collection: 'chaincursors', strict: 'throw', versionKey: false },
)

export type ChainCursorDocument = InferSchemaType<typeof chainCursorSchema>

/** The cursor of one database. */
export function chainCursorModel(connection: Connection): Model<ChainCursorDocument> {
  return connection.model<ChainCursorDocument>('ChainCursor', chainCursorSchema)
}
