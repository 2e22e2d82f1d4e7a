import type { EscrowGateway } from '../../desk/ports.ts'
import type { Opening, Permit } from '../../desk/ports/openings.ts'
import { TERMS_TYPE } from '../../domain/terms/terms.ts'
import type { Hex, Terms } from '../../domain/terms/terms.ts'
import { FACTORY } from './abi.ts'
import { actOnMany } from './batches.ts'
import type { Instructing } from './batches.ts'
import { ask } from './calls.ts'
import { addressOf, hexOf } from './decode.ts'
import { readEscrowState } from './escrowState.ts'
import { minedBy } from './receipts.ts'
import { isSignedBy } from './signatures.ts'
import { dealDomain, termsDigest, textHash } from './typedData.ts'

/** Escrows as the desk instructs them, from its gas key: an account without any power. */
export function escrowGateway(wired: Instructing): EscrowGateway {
  const { chain, network, sender } = wired
  const domain = dealDomain(network.chainId, network.factory)
  const escrowOf = async (terms: Terms) =>
    addressOf((await ask(chain, network.factory, FACTORY, 'escrowOf', [fieldsOf(terms)]))[0])
  return {
    network,
    digestOf: (terms) => termsDigest(domain, terms),
    documentHashOf: textHash,
    escrowOf,
    isSignedBy: (signer, digest, signature) => isSignedBy(chain, signer, digest, signature),
    open: async (opening) =>
      minedBy(
        await sender.send({
          to: network.factory,
          data: openingCall(opening),
          intent: { act: 'open', escrows: [await escrowOf(opening.terms)], series: [], days: null },
        }),
      ),
    settle: (escrows) => actOnMany(wired, 'settle', escrows),
    mark: (escrows) => actOnMany(wired, 'mark', escrows),
    closeOut: (escrows) => actOnMany(wired, 'closeOut', escrows),
    readState: (escrow, block) => readEscrowState(chain, escrow, block),
  }
}

/** Terms as the contracts take them: the fields in signing order. */
export function fieldsOf(terms: Terms): readonly unknown[] {
  return TERMS_TYPE.map(({ name }) => terms[name])
}

/** The call that opens a deal, whoever sends it. */
export function openingCall({ terms, signature, permit }: Opening): Hex {
  const args = [
    fieldsOf(terms),
    signature.seller,
    signature.buyer,
    permitFields(permit.seller),
    permitFields(permit.buyer),
  ]
  return hexOf(FACTORY.encodeFunctionData('open', args))
}

const NO_WORD = `0x${'0'.repeat(64)}`

/** A deadline of 0 says that there is no permit: the allowance is in place. */
function permitFields(permit: Permit | null): readonly unknown[] {
  if (permit === null) return [0, 0, 0, NO_WORD, NO_WORD]
  const { value, deadline, v, r, s } = permit
  return [value, deadline, v, r, s]
}
