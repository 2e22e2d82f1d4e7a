import { CAUSES, PHASES } from '../../domain/deal/phase.ts'
import type { EscrowState } from '../../domain/deal/phase.ts'
import { SIDES } from '../../domain/terms/terms.ts'
import type { Address, Side } from '../../domain/terms/terms.ts'
import { baseUnits } from '../../domain/units/baseUnits.ts'
import { ESCROW } from './abi.ts'
import { ask, codeAt, readHead } from './calls.ts'
import { countOf, enumOf, integerOf } from './decode.ts'
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
  proposal: { seller: null, buyer: null },
}

/**
 * What an escrow says of itself, all read at one block; phase `none` where nothing stands. `callSide` is the open call's, 'seller'
 * while there is none; proposals are not among its views and left null.
 */
export async function readEscrowState(chain: Chain, escrow: Address): Promise<EscrowState> {
  const at = (await readHead(chain)).number
  if ((await codeAt(chain, escrow, at)) === '0x') return NO_ESCROW
  const view = (name: string, args: readonly unknown[] = []) => ask(chain, escrow, ESCROW, name, args, at)
  const amount = async (name: string) => baseUnits(integerOf((await view(name))[0]))
  const balance = async (side: Side) => baseUnits(integerOf((await view('account', [SIDES.indexOf(side)]))[0]))
  const [phases, call, periods, seller, buyer, unpaid, shortfall] = await Promise.all([
    view('phase'),
    view('marginCall'),
    view('periodsSettled'),
    balance('seller'),
    balance('buyer'),
    amount('unpaid'),
    amount('shortfall'),
  ])
  return {
    phase: enumOf(PHASES, phases[0]),
    cause: enumOf(CAUSES, phases[1]),
    balance: { seller, buyer },
    periodsSettled: countOf(periods[0]),
    callSide: enumOf(SIDES, call[0]),
    due: baseUnits(integerOf(call[1])),
    cureBy: countOf(call[2]),
    unpaid,
    shortfall,
    proposal: { seller: null, buyer: null },
  }
}
