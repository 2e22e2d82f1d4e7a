import { Schema } from 'mongoose'
import type { Connection, InferSchemaType, Model } from 'mongoose'
import { NEWS_KINDS, NEWS_LANGUAGES } from '../server/domain/sending/newsKinds.ts'
import { integerField, requiredText, wordField } from './fields.ts'

const hookSchema = new Schema(
  { url: requiredText, secret: requiredText, kinds: { type: [wordField(NEWS_KINDS)], default: [] } },
  { _id: false, strict: 'throw' },
)

/** How one account wishes to be told of things. Whoever never said has no document, and is told nothing. */
export const newsWishesSchema = new Schema(
  {
    _id: requiredText, // the account
    language: wordField(NEWS_LANGUAGES),
    mail: { type: [wordField(NEWS_KINDS)], default: [] },
    hook: { type: hookSchema, default: null },
    version: integerField,
  },
  { collection: 'newswishes', strict: 'throw', versionKey: false },
)

export type NewsWishesDocument = InferSchemaType<typeof newsWishesSchema>

/** The wishes of one database. */
export function newsWishesModel(connection: Connection): Model<NewsWishesDocument> {
  return connection.model<NewsWishesDocument>('NewsWishes', newsWishesSchema)
}
