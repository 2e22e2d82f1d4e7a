import type { Connection } from 'mongoose'
import { newsReachModel } from '../../../models/NewsReach.ts'
import { newsWishesModel } from '../../../models/NewsWishes.ts'
import type { NewsWishesDocument } from '../../../models/NewsWishes.ts'
import { StaleWrite } from '../../desk/ports.ts'
import type { NewsStore, NewsWishes } from '../../desk/ports/news.ts'
import { answered, isDuplicateKey } from './failures.ts'

/** The one document that says how far people have been told. */
const REACH = 'news'

/** What people wish to be told, and how far they have been, in the database. */
export function createNewsStore(connection: Connection): NewsStore {
  const wishes = newsWishesModel(connection)
  const reaches = newsReachModel(connection)

  return {
    wishes: async (account) => {
      const document = await answered('read wishes', () => wishes.findById(account).lean<NewsWishesDocument>().exec())
      return document === null ? null : wishesOf(document)
    },

    everyWish: async () => {
      const documents = await answered('read every wish', () => wishes.find().lean<NewsWishesDocument[]>().exec())
      return documents.map(wishesOf)
    },

    wish: async ({ account, version, ...wish }) => {
      const next = { _id: account, ...wish, mail: [...wish.mail], version: version + 1 }
      try {
        await answered('write wishes', () =>
          wishes.replaceOne({ _id: account, version }, next, { upsert: true, runValidators: true }).exec(),
        )
      } catch (error) {
        // A newer version does not match, so the upsert meets its key.
        if (isDuplicateKey(error)) throw new StaleWrite(`wishes of ${account}`)
        throw error
      }
    },

    reach: async () => {
      const document = await answered('read how far people are told', () => reaches.findById(REACH).lean().exec())
      return document === null ? null : { block: document.block, at: document.at }
    },

    moveReach: async (reach) => {
      await answered('write how far people are told', () =>
        reaches.replaceOne({ _id: REACH }, { _id: REACH, ...reach }, { upsert: true, runValidators: true }).exec(),
      )
    },
  }
}

function wishesOf({ _id, ...rest }: NewsWishesDocument): NewsWishes {
  return { account: _id, ...rest } as unknown as NewsWishes
}
