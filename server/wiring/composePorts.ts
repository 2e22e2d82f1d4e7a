import type { Connection } from 'mongoose'
import { chainHealth } from '../adapters/chain/chainHealth.ts'
import { escrowGateway } from '../adapters/chain/gateway.ts'
import { chainEvidence } from '../adapters/chain/evidence.ts'
import { chainHistory } from '../adapters/chain/history.ts'
import { chainInspection } from '../adapters/chain/inspection.ts'
import { fixingOracle } from '../adapters/chain/oracle.ts'
import { partyChain } from '../adapters/chain/partyChain.ts'
import type { Chain } from '../adapters/chain/provider.ts'
import { createSender } from '../adapters/chain/sender.ts'
import { walletProofs } from '../adapters/chain/walletProofs.ts'
import { createChanges } from '../adapters/changes.ts'
import { createIds } from '../adapters/ids.ts'
import { createPasswordHasher } from '../adapters/passwords/argon2.ts'
import { createAccountStore } from '../adapters/store/accountStore.ts'
import { createAttemptStore } from '../adapters/store/attemptStore.ts'
import { databaseHealth } from '../adapters/store/connect.ts'
import { createCursorStore } from '../adapters/store/cursorStore.ts'
import { createDealStore } from '../adapters/store/dealStore.ts'
import { createFixingStore } from '../adapters/store/fixingStore.ts'
import { createJobRunStore } from '../adapters/store/jobRunStore.ts'
import { createLeaseStore } from '../adapters/store/leaseStore.ts'
import { createNegotiationStore } from '../adapters/store/negotiationStore.ts'
import { createRfqStore } from '../adapters/store/rfqStore.ts'
import { createSessionRecords } from '../adapters/store/sessionStore.ts'
import type { Clock, IndexSource, Log, Network, Ports } from '../desk/ports.ts'
import type { Hex } from '../domain/terms/terms.ts'
import { announcing, concernedByDeal, concernedByNegotiation, concernedByRfq } from './announcing.ts'

/** What a desk is composed from: connections that stand, and the keys that pay gas and attest fixings. */
export interface Connections<C extends Clock> {
  readonly database: Connection
  readonly chain: Chain
  readonly network: Network
  readonly clock: C
  readonly index: IndexSource
  readonly engineKey: Hex
  readonly reporterKeys: readonly Hex[]
  readonly log: Log
}

/** Every port of the desk, behind the real adapters. */
export function composePorts<C extends Clock>(connections: Connections<C>): Ports & { readonly clock: C } {
  const { database, chain, network, clock, index, log } = connections
  // One account sends fixings and instructions alike: one queue keeps its transactions in order.
  const sender = createSender(chain, connections.engineKey)
  const changes = createChanges(log)
  return {
    clock,
    log,
    index,
    escrows: escrowGateway({ chain, network, sender }),
    oracle: fixingOracle({ chain, network, sender, reporterKeys: connections.reporterKeys }),
    parties: partyChain({ chain, network }),
    inspection: chainInspection({ chain, gasPayer: sender.address }),
    history: chainHistory(chain, network),
    evidence: chainEvidence({ chain, network }),
    accounts: announcing(changes, 'account', createAccountStore(database)),
    passwords: createPasswordHasher(),
    attempts: createAttemptStore(database, () => clock.worldNow()),
    walletProofs: walletProofs(chain),
    ids: createIds(),
    rfqs: announcing(changes, 'rfq', createRfqStore(database), concernedByRfq),
    negotiations: announcing(changes, 'negotiation', createNegotiationStore(database), concernedByNegotiation),
    changes,
    deals: announcing(changes, 'deal', createDealStore(database), concernedByDeal),
    fixings: createFixingStore(database),
    cursor: createCursorStore(database),
    leases: createLeaseStore(database),
    runs: createJobRunStore(database),
    sessions: createSessionRecords(database),
    health: { database: databaseHealth(database), ...chainHealth(chain) },
  }
}
