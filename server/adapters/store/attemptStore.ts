import type { Connection, Model } from 'mongoose'
import { attemptModel } from '../../../models/Attempt.ts'
import type { AttemptDocument } from '../../../models/Attempt.ts'
import type { AttemptLimit, AttemptLimiter } from '../../desk/ports/accounts.ts'
import { answered, isDuplicateKey } from './failures.ts'

type Attempts = Model<AttemptDocument>

/** After so long a count matters to no limit, and is dropped. */
const FORGOTTEN_MS = 24 * 3_600_000

/** Attempts counted in the database, so that several servers count together. Each step is one conditional update of one document. */
export function createAttemptStore(connection: Connection, now: () => number): AttemptLimiter {
  const attempts = attemptModel(connection)
  return {
    begin: (key, limit) =>
      answered('count an attempt', async () => {
        const asOf = now()
        await attempts.deleteMany({ since: { $lte: asOf - FORGOTTEN_MS } }).exec()
        const { count, since } = await counted(attempts, key, limit, asOf)
        return count > limit.allowed ? since + limit.milliseconds - asOf : 0
      }),
    takeBack: async (key) => {
      await answered('take an attempt back', () =>
        attempts.updateOne({ _id: key, count: { $gt: 0 } }, { $inc: { count: -1 } }).exec(),
      )
    },
    forget: async (key) => {
      await answered('forget attempts', () => attempts.deleteOne({ _id: key }).exec())
    },
  }
}

/** Counts one more in the running period, or begins a new one. Of many who begin one at once, one does, and the others count in it. */
async function counted(attempts: Attempts, key: string, limit: AttemptLimit, asOf: number): Promise<AttemptDocument> {
  const begins = asOf - limit.milliseconds
  const running = await attempts
    .findOneAndUpdate({ _id: key, since: { $gt: begins } }, { $inc: { count: 1 } }, { returnDocument: 'after' })
    .lean<AttemptDocument>()
    .exec()
  if (running !== null) return running
  await attempts.deleteOne({ _id: key, since: { $lte: begins } }).exec()
  const first = { _id: key, count: 1, since: asOf }
  try {
    await attempts.create(first)
    return first
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    return counted(attempts, key, limit, asOf)
  }
}
