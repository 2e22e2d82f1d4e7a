import type { Store } from 'express-session'
import { PortFailure } from '../desk/ports.ts'
import type { Clock, Ports } from '../desk/ports.ts'
import { PATIENCE, watchPart } from './partWatch.ts'
import type { PartWatch, Patience } from './partWatch.ts'

const STORES = [
  'accounts',
  'attempts',
  'rfqs',
  'negotiations',
  'deals',
  'fixings',
  'cursor',
  'leases',
  'runs',
  'mismatches',
  'deliveries',
  'statements',
  'news',
] as const satisfies readonly (keyof Ports)[]

/** What answers without asking the chain, and what sends a transaction: that takes as long as the chain takes. */
const NOT_ASKED: ReadonlySet<string> = new Set([
  ...['worldNow', 'moveTo', 'digestOf', 'documentHashOf', 'prepare', 'termsToSign', 'challenge', 'nonce'],
  ...['open', 'settle', 'mark', 'closeOut', 'publish', 'finalise', 'resume'],
])

/** What people who wait are served from. */
export interface Impatient<C extends Clock> {
  readonly ports: Ports & { readonly clock: C }
  /** The same for where browsers are remembered, which is in the database. */
  sessions(store: Store): Store
}

/**
 * The same ports, for pages: a part that is down or hangs is a PortFailure within seconds, and at once when it is known. The engine,
 * which can wait, keeps the ports as they are.
 */
export function impatient<C extends Clock>(
  ports: Ports & { readonly clock: C },
  patience: Patience = PATIENCE,
): Impatient<C> {
  const { health } = ports
  const database = watchPart('database', () => health.database(), patience)
  const chain = watchPart('chain', () => health.chain(), patience)
  const index = watchPart('index', () => ports.index.epochs(), patience)
  const stores = Object.fromEntries(STORES.map((name) => [name, asked(database, ports[name])])) as Pick<
    Ports,
    (typeof STORES)[number]
  >
  return {
    ports: {
      ...ports,
      ...stores,
      clock: asked(chain, ports.clock),
      escrows: asked(chain, ports.escrows),
      oracle: asked(chain, ports.oracle),
      parties: asked(chain, ports.parties),
      inspection: asked(chain, ports.inspection),
      history: asked(chain, ports.history),
      sending: asked(database, ports.sending),
      evidence: asked(chain, ports.evidence),
      walletProofs: asked(chain, ports.walletProofs),
      index: asked(index, ports.index),
      proofs: ports.proofs && {
        ...ports.proofs,
        relay: asked(chain, ports.proofs.relay),
        facts: asked(database, ports.proofs.facts),
        checks: asked(database, ports.proofs.checks),
      },
      health: {
        database: () => database.ask('ping', () => health.database()),
        chain: () => chain.ask('ping', () => health.chain()),
      },
    },
    sessions: (store) => askedStore(database, store),
  }
}

type Method = (...args: unknown[]) => Promise<unknown>

/** `port`, whose every question goes through `watch`. */
function asked<P extends object>(watch: PartWatch, port: P): P {
  const members = Object.entries(port).map(([name, member]: [string, unknown]) => {
    if (typeof member !== 'function' || NOT_ASKED.has(name)) return [name, member]
    const ask = member.bind(port) as Method
    return [name, (...args: unknown[]) => watch.ask(name, () => ask(...args))]
  })
  return Object.fromEntries(members) as P
}

type Done = (error?: unknown, answer?: unknown) => void
type Session = Parameters<Store['set']>[1]

/** A session store, whose every question goes through `watch`. */
function askedStore(watch: PartWatch, store: Store): Store {
  const ask = (what: string, question: (done: Done) => void, done: Done = () => undefined) => {
    void watch
      .ask(what, () => answerOf(question, what))
      .then((answer) => {
        done(null, answer)
      }, done)
  }
  return Object.assign(Object.create(store) as Store, {
    get: (id: string, done?: Done) => {
      ask('read a session', (answer) => store.get(id, answer), done)
    },
    set: (id: string, session: Session, done?: Done) => {
      ask('write a session', (answer) => store.set(id, session, answer), done)
    },
    touch: (id: string, session: Session, done?: Done) => {
      ask('keep a session', (answer) => store.touch?.(id, session, answer), done)
    },
    destroy: (id: string, done?: Done) => {
      ask('drop a session', (answer) => store.destroy(id, answer), done)
    },
  })
}

function answerOf(question: (done: Done) => void, what: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    question((cause, answer) => {
      if (cause === undefined || cause === null) resolve(answer)
      else reject(new PortFailure('database', `the database did not answer (${what})`, { cause }))
    })
  })
}
