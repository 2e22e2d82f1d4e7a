import { assertChainId } from './provider.ts'
import type { Chain } from './provider.ts'
import type { Health } from '../../desk/ports.ts'

/** Whether the node answers, and still for the chain that the desk was wired with. */
export function chainHealth(chain: Chain): Pick<Health, 'chain'> {
  return { chain: () => assertChainId(chain) }
}
