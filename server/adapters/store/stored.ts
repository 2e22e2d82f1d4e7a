/** A shape as the database keeps it: every integer that may be large is its canonical decimal text, everything else is itself. */
export type Stored<T> = T extends bigint
  ? string
  : T extends readonly (infer Item)[]
    ? Stored<Item>[]
    : T extends object
      ? { -readonly [Key in keyof T]: Stored<T[Key]> }
      : T

/** The fields that hold large integers, wherever in a deal they stand. Their names mean nothing else in any of its shapes. */
const AMOUNT_FIELDS: ReadonlySet<string> = new Set([
  // terms
  'hashrate',
  'fixedRate',
  'floor',
  'cap',
  'sellerMargin',
  'buyerMargin',
  'sellerPenalty',
  'buyerPenalty',
  'minimumTransfer',
  'premium',
  'brokerFee',
  'salt',
  'wishedRate',
  // permits and fixings
  'value',
  // fixings that differ from their proof
  'attested',
  'proven',
  // events and the state folded from them
  'amount',
  'due',
  'unpaid',
  'payment',
  'owed',
  'penalty',
  'paid',
  'shortfall',
  'deposit',
  'toHonouring',
  'reward',
  'leftover',
  // statements
  'heldBefore',
  'heldAfter',
  'held',
  'paidIn',
  'takenOut',
  'realised',
  'requirement',
  'exposure',
  'worth',
])

/** The fields that hold one large integer for each side. */
const AMOUNTS_BY_SIDE_FIELDS: ReadonlySet<string> = new Set(['balance'])

/** A domain shape, ready to be written. Rounding: none: `restored` gives back the same. */
export function stored<T>(shape: T): Stored<T> {
  return written(shape) as Stored<T>
}

/** A domain shape, from what was written. */
export function restored<T>(record: Stored<T>): T {
  return read(record, false) as T
}

function written(shape: unknown): unknown {
  if (typeof shape === 'bigint') return shape.toString()
  if (Array.isArray(shape)) return shape.map(written)
  if (typeof shape !== 'object' || shape === null) return shape
  const text: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(shape)) text[field] = written(value)
  return text
}

function read(record: unknown, isAmount: boolean): unknown {
  if (Array.isArray(record)) return record.map((item) => read(item, false))
  if (typeof record === 'string') return isAmount ? BigInt(record) : record
  if (typeof record !== 'object' || record === null) return record
  const shape: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(record)) shape[field] = readField(field, value)
  return shape
}

function readField(field: string, value: unknown): unknown {
  if (!AMOUNTS_BY_SIDE_FIELDS.has(field)) return read(value, AMOUNT_FIELDS.has(field))
  const sides = value as { readonly seller: string; readonly buyer: string }
  return { seller: BigInt(sides.seller), buyer: BigInt(sides.buyer) }
}
