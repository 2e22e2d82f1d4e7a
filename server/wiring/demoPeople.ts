import { DEVELOPMENT_ACCOUNTS } from '../../config/networks.ts'
import type { PartyWallet } from '../adapters/chain/wallet.ts'
import type { Desk } from '../desk/desk.ts'
import { ROLES } from '../desk/ports/accounts.ts'
import type { Account, Role } from '../desk/ports/accounts.ts'
import type { Hex } from '../domain/terms/terms.ts'

/** Everybody may know it: what it opens is play money. */
export const DEMO_PASSWORD = 'hashrate and play money'

/** The people that a desk for trying out brings along, each with a wallet whose key everybody knows. */
export const DEMO_PEOPLE: Readonly<Record<Role, { readonly email: string; readonly name: string; readonly key: Hex }>> =
  {
    miner: { email: 'miner@demo.example', name: 'Andes Mining', key: DEVELOPMENT_ACCOUNTS.miner.privateKey },
    buyer: { email: 'buyer@demo.example', name: 'Cedar Street Capital', key: DEVELOPMENT_ACCOUNTS.buyer.privateKey },
    broker: { email: 'broker@demo.example', name: 'Lindqvist OTC', key: DEVELOPMENT_ACCOUNTS.broker.privateKey },
  }

type PeopleDesk = Pick<Desk, 'registerDemoPerson' | 'challengeWallet' | 'linkWallet'>

/** Opens the accounts of the demo people and links their wallets, unless an earlier start did. */
export async function welcomeDemoPeople(
  desk: PeopleDesk,
  walletOf: (key: Hex) => PartyWallet,
  origin: string,
): Promise<Readonly<Record<Role, Account>>> {
  const accounts = await Promise.all(
    ROLES.map(async (role) => {
      const { email, name, key } = DEMO_PEOPLE[role]
      const account = await desk.registerDemoPerson({ email, name, role, password: DEMO_PASSWORD })
      return [role, await withWallet(desk, account, walletOf(key), origin)] as const
    }),
  )
  return Object.fromEntries(accounts) as Record<Role, Account>
}

/** The account with that wallet linked, by the proof that its owner would give: the desk's message, signed. */
export async function withWallet(
  desk: Pick<Desk, 'challengeWallet' | 'linkWallet'>,
  account: Account,
  wallet: PartyWallet,
  origin: string,
): Promise<Account> {
  const { address } = wallet
  if (account.addresses.includes(address)) return account
  const domain = new URL(origin).host
  const asked = { by: account.id, address, domain, origin, statement: 'Link this wallet to your account.' }
  const { message, nonce } = await desk.challengeWallet(asked)
  return desk.linkWallet({ by: account.id, message, signature: wallet.signMessage(message), domain, nonce })
}
