import type { Network } from '../../desk/ports.ts'
import type { EscrowPartyAct, PartyAct, PreparedCall } from '../../desk/ports/parties.ts'
import { SIDES } from '../../domain/terms/terms.ts'
import type { Address } from '../../domain/terms/terms.ts'
import { ESCROW, FACTORY, TOKEN } from './abi.ts'
import { hexOf } from './decode.ts'
import { fieldsOf, openingCall } from './gateway.ts'

/** An act as the transaction that does it. */
export function preparedCall({ chainId, factory }: Network, act: PartyAct): PreparedCall {
  const call = (to: Address, data: string): PreparedCall => ({ to, data: hexOf(data), chainId })
  switch (act.name) {
    case 'open':
      return call(factory, openingCall(act.opening))
    case 'cancel':
      return call(factory, FACTORY.encodeFunctionData('cancel', [fieldsOf(act.terms)]))
    case 'approve':
      return call(act.token, TOKEN.encodeFunctionData('approve', [act.spender, act.amount]))
    default:
      return call(act.escrow, ESCROW.encodeFunctionData(act.name, argumentsOf(act)))
  }
}

function argumentsOf(act: EscrowPartyAct): readonly unknown[] {
  switch (act.name) {
    case 'topUp':
      return [SIDES.indexOf(act.side), act.amount]
    case 'withdraw':
      return [SIDES.indexOf(act.side), act.amount, act.to]
    case 'takeOver':
      return [act.maxDeposit]
    case 'withdrawClaim':
      return [act.to]
    case 'proposeTermination':
    case 'acceptTermination':
      return [act.payment]
    default:
      return []
  }
}
