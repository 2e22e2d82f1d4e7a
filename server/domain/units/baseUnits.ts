declare const baseUnitsBrand: unique symbol

/** An amount of money: a whole number of the smallest unit of the deal's token. May be negative where a function says so. */
export type BaseUnits = bigint & { readonly [baseUnitsBrand]: 'BaseUnits' }

/** Names a plain integer as an amount of base units. Asserts nothing: the caller knows what it counted. */
export function baseUnits(amount: bigint): BaseUnits {
  return amount as BaseUnits
}
