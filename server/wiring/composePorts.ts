import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Connection } from 'mongoose'
import type { PastBatches } from '../adapters/chain/batches.ts'
import { chainHealth } from '../adapters/chain/chainHealth.ts'
import { escrowGateway } from '../adapters/chain/gateway.ts'
import { chainEvidence } from '../adapters/chain/evidence.ts'
import { difficultyRelay } from '../adapters/chain/difficultyRelay.ts'
import { chainHistory } from '../adapters/chain/history.ts'
import { chainInspection } from '../adapters/chain/inspection.ts'
import { fixingOracle } from '../adapters/chain/oracle.ts'
import { partyChain } from '../adapters/chain/partyChain.ts'
import type { Chain } from '../adapters/chain/provider.ts'
import { provenOracle } from '../adapters/chain/provenOracle.ts'
import type { Sender } from '../adapters/chain/sender.ts'
import { createOutboxSender } from '../adapters/chain/outbox/outboxSender.ts'
import { walletProofs } from '../adapters/chain/walletProofs.ts'
import { createChanges } from '../adapters/changes.ts'
import { hookSender } from '../adapters/hooks/hookSender.ts'
import { createIds } from '../adapters/ids.ts'
import { createPasswordHasher } from '../adapters/passwords/argon2.ts'
import { createAccountStore } from '../adapters/store/accountStore.ts'
import { createAttemptStore } from '../adapters/store/attemptStore.ts'
import { databaseHealth } from '../adapters/store/connect.ts'
import { createCursorStore } from '../adapters/store/cursorStore.ts'
import { createDealStore } from '../adapters/store/dealStore.ts'
import { createDeliveryStore } from '../adapters/store/deliveryStore.ts'
import { createEpochCheckStore } from '../adapters/store/epochCheckStore.ts'
import { createFixingStore } from '../adapters/store/fixingStore.ts'
import { createJobRunStore } from '../adapters/store/jobRunStore.ts'
import { createLeaseStore } from '../adapters/store/leaseStore.ts'
import { createMismatchStore } from '../adapters/store/mismatchStore.ts'
import { createNewsStore } from '../adapters/store/newsStore.ts'
import { createNegotiationStore } from '../adapters/store/negotiationStore.ts'
import { createRelayFactStore } from '../adapters/store/relayFactStore.ts'
import { createRfqStore } from '../adapters/store/rfqStore.ts'
import { createSessionRecords } from '../adapters/store/sessionStore.ts'
import { shareChanges } from '../adapters/store/sharedChanges.ts'
import { createStatementStore } from '../adapters/store/statementStore.ts'
import type { BitcoinChain } from '../desk/ports/bitcoin.ts'
import type { HeaderSource, Proofs } from '../desk/ports/proofs.ts'
import { createOutboxStore } from '../adapters/store/outboxStore.ts'
import { createTurn } from '../adapters/turn.ts'
import { DELIVERY_LEASE } from '../desk/deliver.ts'
import { ENGINE_LEASE } from '../desk/enginePass.ts'
import type { Mailer } from '../desk/ports/deliveries.ts'
import type { Changes } from '../desk/ports/changes.ts'
import type { Clock, IndexSource, LeaseStore, Log, Network, Ports } from '../desk/ports.ts'
import type { OutboxStore } from '../desk/ports/sending.ts'
import type { Turn } from '../desk/ports/turn.ts'
import type { SendingChoice } from '../../config/env.ts'
import type { Address, Hex } from '../domain/terms/terms.ts'
import { newsWriter } from '../web/newsWriter.ts'
import { announcing, announcingDeals, concernedByNegotiation, concernedByRfq } from './announcing.ts'

/** What a desk is composed from: connections that stand, and the keys that pay gas and attest fixings. */
export interface Connections<C extends Clock> {
  readonly database: Connection
  readonly chain: Chain
  readonly network: Network
  readonly clock: C
  readonly index: IndexSource
  /** Null, or left out, on a desk that does not follow Bitcoin's own chain. */
  readonly bitcoin?: BitcoinChain | null
  readonly engineKey: Hex
  readonly reporterKeys: readonly Hex[]
  /** Where the chain is read from first; its first block, if left out. */
  readonly indexFromBlock?: number
  /** Null, or left out, on a chain without a relay. */
  readonly proving?: Proving | null
  readonly log: Log
  /** Left out where nobody but this process acts, on a chain that mines at once. */
  readonly sending?: SendingChoice
  /** Null, or left out, where nothing is sent by mail. */
  readonly mailer?: Mailer | null
  /** Whether other servers may be on the same database; nobody else is, if left out. */
  readonly servers?: 'one' | 'several'
  /** Who is told when something is wrong, by e-mail address; nobody, if left out. */
  readonly operators?: readonly string[]
  /** Whether people's webhooks may lead to this machine itself; to public addresses only, if left out. */
  readonly peoplesHooks?: 'public' | 'publicOrHere'
  /** Where people reach the desk, for what they are sent; left out where nobody is sent anything. */
  readonly origin?: () => string
}

/** What a desk proves difficulty with. */
export interface Proving {
  readonly relay: Address
  /** Where its headers come from; null: others bring them. */
  readonly headers: HeaderSource | null
  /** Whether the desk's oracle follows the relay, or its reporters. */
  readonly fixings: 'proven' | 'attested'
}

/** How to send where nothing waits and nothing costs. */
const ALONE: SendingChoice = { leaseSeconds: 15, resendSeconds: 45, feeCap: 10n ** 12n, leastGas: 0n }

/** A transaction is waited for as long as ten slots of the slowest chains take; after that it is followed without anybody waiting. */
const SENDER_PATIENCE_MS = 120_000

/** How far back batches are measured, and remembered for whom they left out. */
const BATCHES_REMEMBERED = 10

/** Every port of the desk, behind the real adapters, and the turn that everything this server sends is under. */
export function composePorts<C extends Clock>(
  connections: Connections<C>,
): Ports & { readonly clock: C; readonly turn: Turn; readonly delivering: Turn } {
  const { database, chain, network, clock, index, log } = connections
  const leases = createLeaseStore(database)
  const turns = turnsOf(connections, leases)
  // One account sends fixings and instructions alike: one queue keeps its transactions in order.
  const outbox = createOutboxStore(database)
  const { sender, sending } = outboxSender(connections, { turn: turns.turn, store: outbox })
  const changes = changesOf(connections, turns.turn)
  return {
    ...{ clock, log, index, bitcoin: connections.bitcoin ?? null },
    escrows: escrowGateway({ chain, network, sender, past: pastBatches(outbox, sender) }),
    oracle: fixingOracle({ chain, network, sender, reporterKeys: connections.reporterKeys }),
    parties: partyChain({ chain, network }),
    inspection: chainInspection({ chain, gasPayer: sender.address, leastGas: (connections.sending ?? ALONE).leastGas }),
    sending,
    ...turns,
    history: chainHistory(chain, network, connections.indexFromBlock),
    evidence: chainEvidence({ chain, network }),
    accounts: announcing(changes, 'account', createAccountStore(database)),
    passwords: createPasswordHasher(),
    attempts: createAttemptStore(database, () => clock.worldNow()),
    walletProofs: walletProofs(chain),
    ids: createIds(),
    rfqs: announcing(changes, 'rfq', createRfqStore(database), concernedByRfq),
    negotiations: announcing(changes, 'negotiation', createNegotiationStore(database), concernedByNegotiation),
    changes,
    deals: announcingDeals(changes, createDealStore(database)),
    ...recordsOf(database),
    leases,
    ...outgoingOf(connections),
    newsWriter: newsWriter(connections.origin ?? (() => '')),
    health: { database: databaseHealth(database), ...chainHealth(chain) },
    proofs: proofsOf(connections, sender),
  }
}

/** News within this process, and among all servers where there may be several. */
function changesOf({ database, clock, log, servers = 'one' }: Connections<Clock>, { holder }: Turn): Changes {
  const here = createChanges(log)
  if (servers === 'one') return here
  return shareChanges({ here, connection: database, server: holder, worldNow: () => clock.worldNow(), log })
}

function outgoingOf(connections: Connections<Clock>): Pick<Ports, 'deliveries' | 'mailer' | 'hooks' | 'alarms'> {
  const { database, clock, mailer = null, peoplesHooks = 'public', operators = [] } = connections
  return {
    deliveries: createDeliveryStore(database),
    mailer,
    alarms: { operators },
    hooks: hookSender({ worldNow: () => clock.worldNow(), people: peoplesHooks }),
  }
}

/** What the desk keeps beside people, negotiations and deals. */
function recordsOf(database: Connection) {
  return {
    fixings: createFixingStore(database),
    cursor: createCursorStore(database),
    runs: createJobRunStore(database),
    statements: createStatementStore(database),
    mismatches: createMismatchStore(database),
    news: createNewsStore(database),
    sessions: createSessionRecords(database),
  }
}

function proofsOf<C extends Clock>(connections: Connections<C>, sender: Sender): Proofs | null {
  const { chain, database, network, proving } = connections
  if (proving === undefined || proving === null) return null
  return {
    relay: difficultyRelay({ chain, sender, address: proving.relay }),
    headers: proving.headers,
    oracle: proving.fixings === 'proven' ? provenOracle({ chain, sender, address: network.oracle }) : null,
    facts: createRelayFactStore(database),
    checks: createEpochCheckStore(database),
  }
}

function pastBatches(outbox: OutboxStore, { address }: Pick<Sender, 'address'>): PastBatches {
  return {
    last: (act) => outbox.batches(address, act, BATCHES_REMEMBERED),
    noteSkipped: ({ transaction }, escrows) => outbox.noteSkipped(address, transaction, escrows),
  }
}

/** Who acts for the chain and who delivers are two turns: neither waits for the other. */
function turnsOf({ clock, log, sending = ALONE }: Connections<Clock>, leases: LeaseStore) {
  // Which machine and which process, for whoever looks; and something that no other start has.
  const holder = `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`
  const shared = { leases, clock, log, holder, milliseconds: sending.leaseSeconds * 1_000 }
  return {
    turn: createTurn({ ...shared, name: ENGINE_LEASE }),
    delivering: createTurn({ ...shared, name: DELIVERY_LEASE }),
  }
}

function outboxSender(
  { chain, engineKey, clock, sending = ALONE }: Connections<Clock>,
  { turn, store }: { readonly turn: Turn; readonly store: OutboxStore },
) {
  const { resendSeconds, feeCap } = sending
  const policy = { againAfterMs: resendSeconds * 1_000, patienceMs: SENDER_PATIENCE_MS, feeCap }
  return createOutboxSender({ chain, key: engineKey, store, turn, clock, policy })
}
