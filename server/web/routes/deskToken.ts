import type { Token } from '../../desk/ports.ts'
import type { WebDesk } from '../parts.ts'

/** The token in which amounts are typed. */
export async function deskToken(desk: Pick<WebDesk, 'readNetwork'>): Promise<Token> {
  const [token] = (await desk.readNetwork()).tokens
  if (token === undefined) throw new Error('the network has no token')
  return token
}
