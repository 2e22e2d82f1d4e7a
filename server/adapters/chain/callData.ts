import type { Interface, Result } from 'ethers'
import type { Network } from '../../desk/ports.ts'
import type { Report, Signed } from '../../desk/ports/evidence.ts'
import { seriesId } from '../../domain/index/readings.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import type { Day } from '../../domain/units/time.ts'
import { indexValue } from '../../domain/units/indexValue.ts'
import { FACTORY, ORACLE } from './abi.ts'
import { countOf, hexOf, integerOf, listOf, wordOf } from './decode.ts'
import { termsOf } from './escrowEvents.ts'
import { dealDomain, recovered, termsDigest } from './typedData.ts'

/** The signatures of every opening that a transaction's call data carries. */
export function openingsIn({ chainId, factory }: Network, input: Hex): readonly Signed[] {
  const domain = dealDomain(chainId, factory)
  return callsIn(FACTORY, 'open', input).flatMap((args) =>
    unlessSomethingElse(() => {
      const digest = termsDigest(domain, termsOf(args[0]))
      const told = (signature: Hex) => ({ signature, signer: recovered(digest, signature) })
      return { digest, by: { seller: told(hexOf(args[1])), buyer: told(hexOf(args[2])) } }
    }),
  )
}

/** The signed reports for one day of `series` that a transaction's call data carries. */
export function reportsIn(series: SeriesName, day: Day, input: Hex): readonly Report[] {
  return callsIn(ORACLE, 'publish', input).flatMap((args) =>
    unlessSomethingElse(() => {
      const isOfTheDay = wordOf(args[0]) === seriesId(series) && countOf(args[1]) === day
      return isOfTheDay ? listOf(args[2]).map(reportOf) : []
    }).flat(),
  )
}

function reportOf(report: unknown): Report {
  const [value, signature] = listOf(report)
  return { value: indexValue(integerOf(value)), signature: hexOf(signature) }
}

/**
 * The arguments of every call of `name` in some call data: its own, or one that is carried inside it, as multicalls, wallets and
 * keepers do. What only looks like one decodes to nonsense, which no signature fits.
 */
function callsIn(contract: Interface, name: string, input: Hex): readonly Result[] {
  const selector = contract.getFunction(name)?.selector.slice(2)
  if (selector === undefined) throw new RangeError(`no function is called ${name}`)
  const found: Result[] = []
  for (let at = input.indexOf(selector, 2); at !== -1; at = input.indexOf(selector, at + 1)) {
    // Digits that begin in the middle of a byte are not it.
    if (at % 2 === 0)
      found.push(...unlessSomethingElse(() => contract.decodeFunctionData(name, `0x${input.slice(at)}`)))
  }
  return found
}

/** Decoding is lazy: what does not decode is found when it is looked at. */
function unlessSomethingElse<T>(decoded: () => T): readonly T[] {
  try {
    return [decoded()]
  } catch {
    return []
  }
}
