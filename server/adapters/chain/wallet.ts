import { Signature, hashMessage } from 'ethers'
import { PortFailure } from '../../desk/ports.ts'
import type { Mined, Network } from '../../desk/ports.ts'
import type { Permit } from '../../desk/ports/openings.ts'
import { SIDES } from '../../domain/terms/terms.ts'
import type { Address, Hex, Side, Terms } from '../../domain/terms/terms.ts'
import { baseUnits } from '../../domain/units/baseUnits.ts'
import type { BaseUnits } from '../../domain/units/baseUnits.ts'
import type { Instant } from '../../domain/units/time.ts'
import { ESCROW, FACTORY, TOKEN } from './abi.ts'
import { ask } from './calls.ts'
import { hexOf, integerOf } from './decode.ts'
import { fieldsOf } from './gateway.ts'
import { permitDigest, permitDocument } from './permits.ts'
import type { Chain } from './provider.ts'
import { minedBy } from './receipts.ts'
import { createSender } from './sender.ts'
import { dealDomain, signDigest, termsDigest } from './typedData.ts'

/** A party acting with its own key: in the demo and in tests. The desk itself never holds one. */
export interface PartyWallet {
  readonly address: Address
  signTerms(terms: Terms): Hex
  /** A text for people, by `personal_sign` (EIP-191). */
  signMessage(text: string): Hex
  /** An ERC-2612 permit for `spender`. */
  signPermit(token: Address, spender: Address, value: bigint, deadline: Instant): Promise<Permit>
  balanceOf(token: Address): Promise<BaseUnits>
  /** Test money: the test token gives to anyone who asks. */
  mint(token: Address, amount: bigint): Promise<Mined>
  approve(token: Address, spender: Address, amount: bigint): Promise<Mined>
  cancel(terms: Terms): Promise<Mined>
  topUp(escrow: Address, side: Side, amount: bigint): Promise<Mined>
  withdraw(escrow: Address, side: Side, amount: bigint, to: Address): Promise<Mined>
  /** Anyone may settle, mark and close out: a party does without the desk what the desk's engine does for it. */
  settle(escrow: Address): Promise<Mined>
  mark(escrow: Address): Promise<Mined>
  closeOut(escrow: Address): Promise<Mined>
  /** `payment` > 0: paid by the buyer to the seller. */
  proposeTermination(escrow: Address, payment: bigint): Promise<Mined>
  acceptTermination(escrow: Address, payment: bigint): Promise<Mined>
  withdrawProposal(escrow: Address): Promise<Mined>
  unwind(escrow: Address): Promise<Mined>
  takeOver(escrow: Address, maxDeposit: bigint): Promise<Mined>
  withdrawClaim(escrow: Address, to: Address): Promise<Mined>
}

/** The wallet of one key on one network. */
export function partyWallet(chain: Chain, network: Network, key: Hex): PartyWallet {
  const sender = createSender(chain, key)
  const domain = dealDomain(network.chainId, network.factory)
  const send = async (to: Address, data: string) => minedBy(await sender.send({ to, data: hexOf(data) }))
  const tell = (escrow: Address, act: string, args: readonly unknown[] = []) =>
    send(escrow, ESCROW.encodeFunctionData(act, args))
  return {
    address: sender.address,
    signMessage: (text) => signDigest(key, hexOf(hashMessage(text))),
    signTerms: (terms) => signDigest(key, termsDigest(domain, terms)),
    signPermit: async (token, spender, value, deadline) => {
      const document = await permitDocument(chain, token, { owner: sender.address, spender, value, deadline })
      if (document === null) throw new PortFailure('chain', `the token ${token} takes no permits`)
      const { v, r, s } = Signature.from(signDigest(key, permitDigest(document)))
      return { value, deadline, v, r: hexOf(r), s: hexOf(s) }
    },
    balanceOf: async (token) => {
      const answer = await ask(chain, token, TOKEN, 'balanceOf', [sender.address])
      return baseUnits(integerOf(answer[0]))
    },
    mint: (token, amount) => send(token, TOKEN.encodeFunctionData('mint', [sender.address, amount])),
    approve: (token, spender, amount) => send(token, TOKEN.encodeFunctionData('approve', [spender, amount])),
    cancel: (terms) => send(network.factory, FACTORY.encodeFunctionData('cancel', [fieldsOf(terms)])),
    topUp: (escrow, side, amount) => tell(escrow, 'topUp', [SIDES.indexOf(side), amount]),
    withdraw: (escrow, side, amount, to) => tell(escrow, 'withdraw', [SIDES.indexOf(side), amount, to]),
    settle: (escrow) => tell(escrow, 'settle'),
    mark: (escrow) => tell(escrow, 'mark'),
    closeOut: (escrow) => tell(escrow, 'closeOut'),
    proposeTermination: (escrow, payment) => tell(escrow, 'proposeTermination', [payment]),
    acceptTermination: (escrow, payment) => tell(escrow, 'acceptTermination', [payment]),
    withdrawProposal: (escrow) => tell(escrow, 'withdrawProposal'),
    unwind: (escrow) => tell(escrow, 'unwind'),
    takeOver: (escrow, maxDeposit) => tell(escrow, 'takeOver', [maxDeposit]),
    withdrawClaim: (escrow, to) => tell(escrow, 'withdrawClaim', [to]),
  }
}
