import { PortFailure } from '../ports.ts'

/** The answer; `instead` while the part that would give it does not answer. For pages that still have something to say. */
export async function orWhileDown<T>(answer: Promise<T>, instead: T): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof PortFailure) return instead
    throw error
  }
}
