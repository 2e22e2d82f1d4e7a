import { randomBytes } from 'node:crypto'
import { DEVELOPMENT_ACCOUNTS } from '../../../config/networks.ts'
import type { PartyWallet } from '../../adapters/chain/wallet.ts'
import type { Desk } from '../../desk/desk.ts'
import type { Ports } from '../../desk/ports.ts'
import type { Account, Role } from '../../desk/ports/accounts.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import { DEMO_PEOPLE, withWallet } from '../demoPeople.ts'

/** Somebody in the seeded history, and the wallet they act with. */
export interface Person {
  readonly account: Account
  readonly wallet: PartyWallet
}

/** The demo people, and two others they dealt with, as whom nobody can sign in: nobody knows their passwords. */
export interface Cast {
  readonly andes: Person
  readonly cedar: Person
  readonly lindqvist: Person
  readonly norrland: Person
  readonly harbour: Person
}

const OTHERS = {
  norrland: { email: 'norrland@demo.example', name: 'Norrland Hash', role: 'miner' },
  harbour: { email: 'harbour@demo.example', name: 'Harbour Point Trading', role: 'buyer' },
} as const

export interface CastParts {
  readonly desk: Desk
  readonly ports: Pick<Ports, 'accounts'>
  readonly people: Readonly<Record<Role, Account>>
  readonly walletOf: (key: Hex) => PartyWallet
  readonly origin: string
}

/** Everybody in the seeded history: found, or opened with a wallet linked. */
export async function castOf(parts: CastParts): Promise<Cast> {
  const { people, walletOf } = parts
  const [norrland, harbour] = await Promise.all([
    other(parts, OTHERS.norrland, walletOf(DEVELOPMENT_ACCOUNTS.otherMiner.privateKey)),
    other(parts, OTHERS.harbour, walletOf(DEVELOPMENT_ACCOUNTS.otherBuyer.privateKey)),
  ])
  return {
    andes: { account: people.miner, wallet: walletOf(DEMO_PEOPLE.miner.key) },
    cedar: { account: people.buyer, wallet: walletOf(DEMO_PEOPLE.buyer.key) },
    lindqvist: { account: people.broker, wallet: walletOf(DEMO_PEOPLE.broker.key) },
    norrland,
    harbour,
  }
}

async function other(
  { desk, ports, origin }: CastParts,
  { email, name, role }: { readonly email: string; readonly name: string; readonly role: Role },
  wallet: PartyWallet,
): Promise<Person> {
  const password = randomBytes(24).toString('base64url')
  const account =
    (await ports.accounts.readByEmail(email)) ??
    (await desk.registerAccount({ email, name, role, password, from: 'this desk' }))
  return { account: await withWallet(desk, account, wallet, origin), wallet }
}
