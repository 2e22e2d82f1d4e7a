import mongoose from 'mongoose'
import { PortFailure, StaleWrite } from '../../desk/ports.ts'

const DUPLICATE_KEY = 11_000

/** Whether the database refused a write because a document of that key is there. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof mongoose.mongo.MongoServerError && error.code === DUPLICATE_KEY
}

/**
 * Asks the database, and says so if it fails to answer: whatever the driver throws becomes a PortFailure with its cause.
 * A key that is taken is an answer, and a document that does not fit its schema is a bug of ours: both stay what they are.
 */
export async function answered<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (!isFailureOfTheDatabase(error)) throw error
    throw new PortFailure('database', `the database did not answer (${what})`, { cause: error })
  }
}

/** Replaces one document at the version it was read at. Throws StaleWrite if somebody else wrote it since. */
export async function replacedOne(
  what: string,
  replace: () => Promise<{ readonly matchedCount: number }>,
): Promise<void> {
  const { matchedCount } = await answered(`replace ${what}`, replace)
  if (matchedCount === 0) throw new StaleWrite(what)
}

/** The field whose unique index refused a write, null if none did. */
export function takenField(error: unknown): string | null {
  if (!(error instanceof mongoose.mongo.MongoServerError) || error.code !== DUPLICATE_KEY) return null
  const { keyPattern, message } = error as { keyPattern?: Readonly<Record<string, unknown>>; message: string }
  return Object.keys(keyPattern ?? {})[0] ?? /index: (?<field>[A-Za-z_]+)_/.exec(message)?.groups?.field ?? ''
}

function isFailureOfTheDatabase(error: unknown): boolean {
  if (error instanceof mongoose.Error.MongooseServerSelectionError) return true
  return error instanceof mongoose.mongo.MongoError && !isDuplicateKey(error)
}
