import type { ParamType } from 'ethers'
import { PHASES } from '../../domain/deal/phase.ts'
import { Refusal } from '../../domain/refusals.ts'
import { SIDES } from '../../domain/terms/terms.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import { CONTRACT_ERRORS } from './contractErrors.ts'
import { CallReverted } from './provider.ts'

/**
 * A contract's "no" in the desk's words: `chainRefused` with the error's name as `reason` and its arguments by name, as text.
 *
 * Sides and phases are named ("seller", "closed"); an error nobody here declared has the reason `unknown` and its bytes as
 * `data`; a revert without an error has the reason `reverted`.
 */
export function refusalOf(reverted: CallReverted): Refusal {
  const { data } = reverted
  if (data === '0x') return new Refusal('chainRefused', { reason: 'reverted' })
  const decoded = decodedError(data)
  return new Refusal('chainRefused', decoded ?? { reason: 'unknown', data })
}

/** Awaits a call or an estimate and words the contract's refusal. */
export async function wordingRefusals<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (failure) {
    throw failure instanceof CallReverted ? refusalOf(failure) : failure
  }
}

/** The argument of Solidity's own `Error(string)` and `Panic(uint256)`. */
const UNNAMED = 'message'

function decodedError(data: Hex): Readonly<Record<string, string>> | null {
  let description
  try {
    description = CONTRACT_ERRORS.parseError(data)
  } catch {
    // A known selector before bytes that do not fit it: somebody else's error, reported as it is.
    return null
  }
  if (description === null) return null
  const facts: Record<string, string> = { reason: description.name }
  description.fragment.inputs.forEach((input, index) => {
    facts[input.name || UNNAMED] = worded(input, description.args[index])
  })
  return facts
}

function worded(input: ParamType, value: unknown): string {
  const text = String(value)
  if (input.type !== 'uint8') return text
  if (input.name === 'side') return SIDES[Number(value)] ?? text
  if (input.name === 'phase') return PHASES[Number(value)] ?? text
  return text
}
