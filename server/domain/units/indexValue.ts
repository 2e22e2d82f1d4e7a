declare const indexValueBrand: unique symbol

/** An index value or rate: a whole number of 1e-18 quote units (BTC or USD) per TH/s per day, on chain and off. */
export type IndexValue = bigint & { readonly [indexValueBrand]: 'IndexValue' }

/** Names a plain integer as an index value. Asserts nothing: the caller knows what it read. */
export function indexValue(value: bigint): IndexValue {
  return value as IndexValue
}
