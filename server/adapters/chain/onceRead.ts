/** What never changes on chain is read once; a read that failed is made again. */
export function onceRead<T>(read: () => Promise<T>): () => Promise<T> {
  let answer: T | null = null
  return async () => (answer ??= await read())
}
