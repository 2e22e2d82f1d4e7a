import type { Funding, Fate, PartyAct, PartyChain } from '../../server/desk/ports/parties.ts'
import type { Network } from '../../server/desk/ports.ts'
import { Refusal } from '../../server/domain/refusals.ts'
import type { Address, Hex } from '../../server/domain/terms/terms.ts'
import { baseUnits } from '../../server/domain/units/baseUnits.ts'

const PLENTY = baseUnits(10n ** 18n)

export type PartiesInMemory = ReturnType<typeof inMemoryParties>

/** Wallets in memory: everybody has plenty of everything, nothing is cancelled and no trial fails, until a test says otherwise. */
export function inMemoryParties(network: Network) {
  const fundings = new Map<Address, Partial<Funding>>()
  const allowances = new Map<Address, bigint>()
  const cancelled = new Set<Hex>()
  const fates = new Map<Hex, Fate>()
  const tried: { readonly act: PartyAct; readonly from: Address }[] = []
  const answers = { trialsFailFor: null as string | null, tokenKnowsPermits: true, permitsBind: true }

  const port: PartyChain = {
    prepare: (act) => ({ to: receiverOf(network, act), data: dataOf(act), chainId: network.chainId }),
    tryOut: async (act, from) => {
      tried.push({ act, from })
      if (answers.trialsFailFor !== null) throw new Refusal('chainRefused', { reason: answers.trialsFailFor })
    },
    termsToSign: () => ({ domain: { chainId: network.chainId }, types: {}, primaryType: 'Terms', message: {} }),
    permitToSign: async ({ value }) =>
      answers.tokenKnowsPermits
        ? { domain: {}, types: {}, primaryType: 'Permit', message: { value: value.toString() } }
        : null,
    permitBinds: async () => answers.permitsBind,
    funding: async (account) => ({ balance: PLENTY, allowance: PLENTY, gas: PLENTY, ...fundings.get(account) }),
    allowanceFor: async (account) => baseUnits(allowances.get(account) ?? PLENTY),
    isCancelled: async (digest) => cancelled.has(digest),
    fateOf: async (transaction) => fates.get(transaction) ?? { state: 'unknown' },
  }
  return {
    port,
    fates,
    /** What was tried out, in order. */
    tried,
    answers,
    /** What an account holds and has allowed the factory, where it is not plenty. */
    fund: (account: Address, funding: Partial<Funding>) => void fundings.set(account, funding),
    /** What an account has allowed escrows. */
    allow: (account: Address, amount: bigint) => void allowances.set(account, amount),
    cancel: (digest: Hex) => void cancelled.add(digest),
  }
}

function receiverOf({ factory }: Network, act: PartyAct): Address {
  if (act.name === 'approve') return act.token
  return act.name === 'open' || act.name === 'cancel' ? factory : act.escrow
}

/** The act by name, in hex: what a test can read. */
function dataOf({ name }: PartyAct): Hex {
  return `0x${Buffer.from(name).toString('hex')}`
}
