import { CAUSES, NO_PROPOSALS, PHASES } from '../../domain/deal/phase.ts'
import type { EscrowState } from '../../domain/deal/phase.ts'
import { SIDES, ZERO_ADDRESS } from '../../domain/terms/terms.ts'
import type { Address, Side } from '../../domain/terms/terms.ts'
import { baseUnits } from '../../domain/units/baseUnits.ts'
import { ESCROW } from './abi.ts'
import { ask, codeAt, readHead } from './calls.ts'
import { addressOf, countOf, enumOf, integerOf } from './decode.ts'
import type { Chain } from './provider.ts'

const ZERO = baseUnits(0n)

const NO_ESCROW: EscrowState = {
  phase: 'none',
  cause: 'none',
  balance: { seller: ZERO, buyer: ZERO },
  periodsSettled: 0,
  callSide: 'seller',
  cureBy: 0,
  due: ZERO,
  unpaid: ZERO,
  shortfall: ZERO,
  proposal: NO_PROPOSALS,
  owner: { seller: ZERO_ADDRESS, buyer: ZERO_ADDRESS },
  claims: [],
}

/**
 * What an escrow says of itself, all read at one block, the newest if none is named; phase `none` where nothing stands. `callSide` is
 * the open call's, or the defaulter's, 'seller' while there is none; proposals are not among its views and left null, and claims,
 * which it only shows to those who name their holder, are left out.
 */
export async function readEscrowState(chain: Chain, escrow: Address, block?: number): Promise<EscrowState> {
  const at = block ?? (await readHead(chain)).number
  if ((await codeAt(chain, escrow, at)) === '0x') return NO_ESCROW
  const view = (name: string, args: readonly unknown[] = []) => ask(chain, escrow, ESCROW, name, args, at)
  const amount = async (name: string) => baseUnits(integerOf((await view(name))[0]))
  const ofSide = async (name: string, side: Side): Promise<unknown> => (await view(name, [SIDES.indexOf(side)]))[0]
  const bySide = async (name: string) => Promise.all(SIDES.map((side) => ofSide(name, side)))
  const [phases, call, window, periods, accounts, owners, unpaid, shortfall] = await Promise.all([
    view('phase'),
    view('marginCall'),
    view('takeoverWindow'),
    view('periodsSettled'),
    bySide('account'),
    bySide('ownerOf'),
    amount('unpaid'),
    amount('shortfall'),
  ])
  const phase = enumOf(PHASES, phases[0])
  const isInWindow = phase === 'defaulted'
  return {
    phase,
    cause: enumOf(CAUSES, phases[1]),
    balance: { seller: baseUnits(integerOf(accounts[0])), buyer: baseUnits(integerOf(accounts[1])) },
    periodsSettled: countOf(periods[0]),
    callSide: enumOf(SIDES, isInWindow ? window[2] : call[0]),
    due: baseUnits(integerOf(call[1])),
    cureBy: countOf(isInWindow ? window[1] : call[2]),
    unpaid,
    shortfall,
    proposal: NO_PROPOSALS,
    owner: { seller: addressOf(owners[0]), buyer: addressOf(owners[1]) },
    claims: [],
  }
}
