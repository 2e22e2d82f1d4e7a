import { TypedDataEncoder } from 'ethers'
import type { TypedDataDomain, TypedDataField } from 'ethers'
import type { TypedDataRequest } from '../../desk/ports/parties.ts'
import { TERMS_TYPE } from '../../domain/terms/terms.ts'
import type { Terms } from '../../domain/terms/terms.ts'
import { PERMIT_TYPE } from './permits.ts'
import type { PermitDocument } from './permits.ts'

/** The whole terms, for a wallet to sign under `domain`. */
export function termsRequest(domain: TypedDataDomain, terms: Terms): TypedDataRequest {
  return requestOf(domain, { Terms: TERMS_TYPE.map((field) => ({ ...field })) }, { ...terms })
}

/** A permit, for its owner's wallet to sign. */
export function permitRequest({ domain, message }: PermitDocument): TypedDataRequest {
  return requestOf(domain, PERMIT_TYPE, message)
}

/** The same document that the digest is of, as `eth_signTypedData_v4` takes it: integers as decimal text, its domain's type spelled out. */
function requestOf(
  domain: TypedDataDomain,
  types: Record<string, TypedDataField[]>,
  message: object,
): TypedDataRequest {
  return TypedDataEncoder.getPayload(domain, types, message) as TypedDataRequest
}
