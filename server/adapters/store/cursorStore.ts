import type { Connection } from 'mongoose'
import { chainCursorModel } from '../../../models/ChainCursor.ts'
import type { ChainCursorDocument } from '../../../models/ChainCursor.ts'
import { StaleWrite } from '../../desk/ports.ts'
import type { ChainCursor, CursorStore } from '../../desk/ports.ts'
import { answered, isDuplicateKey } from './failures.ts'

const CURSOR_ID = 'chain'

/** How far the chain has been read: one document, changed under optimistic concurrency by its own version number. */
export function createCursorStore(connection: Connection): CursorStore {
  const cursors = chainCursorModel(connection)

  async function read(): Promise<ChainCursor> {
    const document = await answered('read the cursor', () =>
      cursors.findById(CURSOR_ID).lean<ChainCursorDocument>().exec(),
    )
    if (document === null) return { blocks: [], version: 0 }
    return { blocks: document.blocks as ChainCursor['blocks'], version: document.version }
  }

  async function write(cursor: ChainCursor): Promise<ChainCursor> {
    const next = { blocks: [...cursor.blocks], version: cursor.version + 1 }
    try {
      // A cursor of version 0 has never been written: the upsert inserts it, and meets the key if somebody else was faster.
      const { matchedCount, upsertedCount } = await answered('write the cursor', () =>
        cursors
          .replaceOne(
            { _id: CURSOR_ID, version: cursor.version },
            { _id: CURSOR_ID, ...next },
            { upsert: cursor.version === 0, runValidators: true },
          )
          .exec(),
      )
      if (matchedCount + upsertedCount === 0) throw new StaleWrite('The chain cursor')
      return next
    } catch (error) {
      if (isDuplicateKey(error)) throw new StaleWrite('The chain cursor')
      throw error
    }
  }

  return { read, write }
}
