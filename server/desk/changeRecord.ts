import { StaleWrite } from './ports.ts'

/** How often somebody else may be faster before this is given up. */
const ATTEMPTS = 5

/** One document that several may want to change. */
interface Contested<R> {
  /** Reads it as it stands. */
  read(): Promise<R>
  /** Writes it over the version it was read at. Throws StaleWrite. */
  replace(record: R): Promise<R>
}

/**
 * Reads a document, lets `change` decide, and writes what it returns; reads and decides again if somebody else wrote in between.
 *
 * `change` returns the very record it was given when there is nothing to do: then nothing is written.
 *
 * Refuses: whatever `read` and `change` refuse.
 */
export async function changeRecord<R>(
  contested: Contested<R>,
  change: (record: R) => R,
  attempts = ATTEMPTS,
): Promise<R> {
  const record = await contested.read()
  const changed = change(record)
  if (changed === record) return record
  try {
    return await contested.replace(changed)
  } catch (error) {
    if (!(error instanceof StaleWrite) || attempts <= 1) throw error
    return changeRecord(contested, change, attempts - 1)
  }
}
