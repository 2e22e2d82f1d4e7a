import type { Address, Hex } from '../server/domain/terms/terms.ts'
import { missingHalves, tellingOf, type TellingChoice } from './telling.ts'
import { VARIABLES, type LogLevel, type Settings, type Variable, type VariableName } from './variables.ts'

/** Where the desk's contracts stand on a chain that is not a development chain. */
export interface DeployedContracts {
  readonly factory: Address
  readonly keeper: Address
  readonly oracle: Address
  readonly tokens: readonly Address[]
  /** A relay of Bitcoin's difficulty to hold attested fixings against; null: none. An oracle that is proven names its own. */
  readonly relay: Address | null
}

/** The desk's own database engine in a child process, or a MongoDB that is already running. */
export type DatabaseChoice = { readonly kind: 'embedded' } | { readonly kind: 'external'; readonly uri: string }

/** The desk's own anvil in a child process. */
export interface EmbeddedChain {
  readonly kind: 'embedded'
  /** Port of its JSON-RPC; 0 takes any free one. */
  readonly port: number
  /** The anvil to run; null for the one that came with the dependencies. */
  readonly anvil: string | null
}

/** A chain that is already running. */
export interface ExternalChain {
  readonly kind: 'external'
  readonly rpcUrl: string
  /** Pays the gas of what the engine sends; null on a development chain, whose public keys do. */
  readonly engineKey: Hex | null
  readonly reporterKeys: readonly Hex[]
  /** Null on a development chain, where the desk deploys its own. */
  readonly contracts: DeployedContracts | null
}

/** Where Bitcoin's own chain is read: one source, or two that are held against each other. */
export interface BitcoinChoice {
  /** A node's JSON-RPC, with user and password. */
  readonly rpcUrl: string | null
  /** A web service in the manner of mempool.space. */
  readonly mempoolUrl: string | null
}

/** How the engine sends. */
export interface SendingChoice {
  /** How long a server that died or hangs keeps the others waiting. */
  readonly leaseSeconds: number
  /** A transaction that is not mined for so long is offered more for. */
  readonly resendSeconds: number
  /** The most that is offered for gas. Units: wei. */
  readonly feeCap: bigint
  /** Less than this in the account that pays gas is told. Units: wei. */
  readonly leastGas: bigint
}

/** Everything that may differ between two installations. Read once, frozen, handed on by the wiring as plain arguments. */
export interface Env {
  readonly host: string
  readonly port: number
  readonly dataDir: string
  readonly logLevel: LogLevel
  /** Where people reach the desk; null: where it listens. Behind https, cookies are marked secure. */
  readonly publicUrl: string | null
  /** Signs session cookies; null: one of the data directory's own. Several servers share one. */
  readonly sessionSecret: string | null
  /** Who may read the operations page, by e-mail address in lower case. */
  readonly operators: readonly string[]
  /** Who may read every deal, in the same way. */
  readonly auditors: readonly string[]
  readonly sending: SendingChoice
  /** Where the chain is read from first. */
  readonly indexFromBlock: number
  readonly telling: TellingChoice
  readonly database: DatabaseChoice
  readonly chain: EmbeddedChain | ExternalChain
  /** Null: the index replays the built-in table. */
  readonly bitcoin: BitcoinChoice | null
}

/** The configuration is wrong: one sentence for each thing that is. Secrets are never in them. */
export class ConfigurationRefused extends Error {
  readonly reasons: readonly string[]

  constructor(reasons: readonly string[]) {
    super(reasons.join('\n'))
    this.name = 'ConfigurationRefused'
    this.reasons = reasons
  }
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the configuration out of environment variables; whatever is not ours is ignored.
 *
 * Refuses: every wrong value at once, by name, with what is expected and what was given (ConfigurationRefused).
 */
export function parseEnv(environment: Environment): Env {
  const { settings, wrong } = parseEach(environment)
  const reasons = [...wrong, ...contradictions(environment)]
  if (reasons.length > 0) throw new ConfigurationRefused(reasons)
  return toEnv(settings)
}

/** The configuration of this process. A wrong one is told on stderr, and the process ends with exit code 78 (EX_CONFIG). */
export function readEnv(): Env {
  try {
    return parseEnv(process.env)
  } catch (error) {
    if (!(error instanceof ConfigurationRefused)) throw error
    process.stderr.write(`The configuration is wrong:\n${error.reasons.map((reason) => `  ${reason}\n`).join('')}`)
    process.exit(78)
  }
}

/** Whether only this machine can reach `host`. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, '')
}

function parseEach(environment: Environment): { settings: Settings; wrong: string[] } {
  const right: [string, unknown][] = []
  const wrong: string[] = []
  for (const [name, { value, fallback, expected, isSecret }] of Object.entries<Variable>(VARIABLES)) {
    const given = environment[name] ?? fallback
    if (given === null) continue
    const parsed = value.safeParse(given)
    if (parsed.success && given !== '') right.push([name, parsed.data])
    else wrong.push(`${name}: expected ${expected}, was given ${shown(given, isSecret)}`)
  }
  return { settings: Object.fromEntries(right), wrong }
}

/** An empty value is refused, not read as "not set": a secret that failed to arrive must not start the embedded parts. */
function shown(given: string, isSecret: boolean): string {
  if (given === '') return 'an empty text (leave the variable out to go without it)'
  return isSecret ? 'something else (not shown, it may hold a secret)' : JSON.stringify(given)
}

/** Values that may be right one by one and are wrong together. */
function contradictions(environment: Environment): string[] {
  const isSet = (name: VariableName) => environment[name] !== undefined
  const ofChain = isSet('RPC_URL') ? againstExternalChain(isSet) : againstEmbeddedChain(isSet, environment)
  return [...ofChain, ...missingHalves(isSet)]
}

const CONTRACTS = ['DEAL_FACTORY', 'KEEPER', 'ORACLE', 'TOKENS'] as const satisfies readonly VariableName[]
/** A development chain gets a relay of its own, and its clock is not the world's. */
const BELONG_TO_CONTRACTS = ['DIFFICULTY_RELAY', 'BITCOIN_RPC_URL', 'MEMPOOL_API_URL'] as const
const ONLY_EXTERNAL = [
  'ENGINE_KEY',
  'REPORTER_KEYS',
  'DIFFICULTY_RELAY',
  ...CONTRACTS,
  'BITCOIN_RPC_URL',
  'MEMPOOL_API_URL',
] as const satisfies readonly VariableName[]

function againstEmbeddedChain(
  isSet: (name: VariableName) => boolean,
  { HOST: host, PUBLIC_URL: publicUrl }: Environment,
): string[] {
  const reasons = ONLY_EXTERNAL.filter(isSet).map(
    (name) => `${name}: belongs to a chain of your own; set RPC_URL too, or leave ${name} out`,
  )
  if (publicUrl !== undefined && URL.canParse(publicUrl) && !isLoopback(hostOf(publicUrl))) {
    reasons.push(
      `PUBLIC_URL: expected an address on this machine, was given ${JSON.stringify(publicUrl)}: the embedded chain comes with demo ` +
        'people whose passwords are public; set RPC_URL to a chain of your own to let others in',
    )
  }
  if (host !== undefined && host !== '' && !isLoopback(host)) {
    reasons.push(
      `HOST: expected 127.0.0.1, ::1 or localhost, was given ${JSON.stringify(host)}: the embedded chain is for trying out ` +
        'and its keys are public, so the desk listens on this machine only; set RPC_URL to a chain of your own to listen elsewhere',
    )
  }
  return reasons
}

function againstExternalChain(isSet: (name: VariableName) => boolean): string[] {
  if (!CONTRACTS.some(isSet)) {
    return BELONG_TO_CONTRACTS.filter(isSet).map(
      (name) => `${name}: belongs to deployed contracts; set ${CONTRACTS.join(', ')} too, or leave it out`,
    )
  }
  const reasons = CONTRACTS.filter((name) => !isSet(name)).map(
    (name) => `${name}: is missing; ${CONTRACTS.join(', ')} are set together or not at all`,
  )
  if (!isSet('ENGINE_KEY')) reasons.push('ENGINE_KEY: is missing; the engine pays its gas with it')
  return reasons
}

function toEnv(settings: Settings): Env {
  return deepFreeze({
    host: present(settings.HOST),
    port: present(settings.PORT),
    dataDir: present(settings.DATA_DIR),
    logLevel: present(settings.LOG_LEVEL),
    publicUrl: settings.PUBLIC_URL === undefined ? null : new URL(settings.PUBLIC_URL).origin,
    sessionSecret: settings.SESSION_SECRET ?? null,
    operators: inLowerCase(settings.OPERATORS),
    auditors: inLowerCase(settings.AUDITORS),
    sending: {
      leaseSeconds: present(settings.LEASE_SECONDS),
      resendSeconds: present(settings.RESEND_SECONDS),
      feeCap: present(settings.MOST_GWEI),
      leastGas: present(settings.LEAST_GAS),
    },
    telling: tellingOf(settings),
    indexFromBlock: present(settings.INDEX_FROM_BLOCK),
    database: databaseOf(settings),
    chain: chainOf(settings),
    bitcoin: bitcoinOf(settings),
  })
}

function inLowerCase(emails: readonly string[] = []): readonly string[] {
  return emails.map((email) => email.toLowerCase())
}

function databaseOf({ MONGODB_URI }: Settings): DatabaseChoice {
  return MONGODB_URI === undefined ? { kind: 'embedded' } : { kind: 'external', uri: MONGODB_URI }
}

function bitcoinOf({ BITCOIN_RPC_URL, MEMPOOL_API_URL }: Settings): BitcoinChoice | null {
  if (BITCOIN_RPC_URL === undefined && MEMPOOL_API_URL === undefined) return null
  return { rpcUrl: BITCOIN_RPC_URL ?? null, mempoolUrl: MEMPOOL_API_URL ?? null }
}

function chainOf(settings: Settings): EmbeddedChain | ExternalChain {
  if (settings.RPC_URL === undefined) {
    return { kind: 'embedded', port: present(settings.CHAIN_PORT), anvil: settings.ANVIL_BIN ?? null }
  }
  return {
    kind: 'external',
    rpcUrl: settings.RPC_URL,
    engineKey: settings.ENGINE_KEY ?? null,
    reporterKeys: settings.REPORTER_KEYS ?? [],
    contracts: contractsOf(settings),
  }
}

function contractsOf({ DEAL_FACTORY, KEEPER, ORACLE, TOKENS, DIFFICULTY_RELAY }: Settings): DeployedContracts | null {
  if (DEAL_FACTORY === undefined || KEEPER === undefined || ORACLE === undefined || TOKENS === undefined) return null
  return { factory: DEAL_FACTORY, keeper: KEEPER, oracle: ORACLE, tokens: TOKENS, relay: DIFFICULTY_RELAY ?? null }
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A variable that has a fallback has no value')
  return value
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part)
  return Object.freeze(value)
}
