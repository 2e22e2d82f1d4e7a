import assert from 'node:assert/strict'
import { headerTable, retargetHeaders } from '../../server/adapters/index/retargetHeaders.ts'
import { relayRetargets } from '../../server/desk/relayRetargets.ts'
import type { Ports } from '../../server/desk/ports.ts'
import type { EpochCheckStore, Proofs, RelayState, RetargetFact } from '../../server/desk/ports/proofs.ts'
import { headersIn } from '../../server/domain/index/headers.ts'
import { Refusal } from '../../server/domain/refusals.ts'
import type { Hex } from '../../server/domain/terms/terms.ts'
import { aWorldBeforeAnything } from '../support/deals.ts'

// The retarget of 13 May 2021, epoch 339 from block 683 424; the chain's clock stands a day after it.
const HEIGHT = 683_424
const [LAST, FIRST] = (await retargetHeaders().headers(HEIGHT - 1, 2)) as [Hex, Hex]
const { time } = headersIn(FIRST)[0]!

interface RelayWanted {
  readonly state: RelayState
  readonly standing?: RetargetFact
  readonly known?: ReadonlyMap<number, Hex>
  readonly refuses?: string
}

/** A desk whose relay only writes down what it is told: what a relay itself makes of claims is tested with the contract. */
async function aDesk({ state, standing, known, refuses }: RelayWanted) {
  const { ports } = await aWorldBeforeAnything()
  const claims: unknown[] = []
  const claim = (kind: string) => async (what: object) => {
    claims.push({ kind, ...what })
    if (refuses !== undefined) throw new Refusal('chainRefused', { reason: refuses })
    return { transaction: '0x01' as const, block: 1, gasUsed: 1n }
  }
  const proofs: Proofs = {
    relay: {
      address: '0x01',
      rules: async () => ({ anchor: 336, headersRequired: 1, finalityWindow: 60 }),
      state: async () => state,
      finalUntil: async () => 0,
      retarget: claim('retarget'),
      proveTip: claim('tip'),
      dispute: claim('dispute'),
      facts: async () => [],
    },
    headers: known === undefined ? retargetHeaders() : headerTable(known),
    oracle: null,
    facts: {
      replaceBetween: async () => {},
      dropAbove: async () => {},
      retargets: async () => [],
      retarget: async () => standing ?? null,
      survivals: async () => [],
    },
    checks: { all: async () => [] } as unknown as EpochCheckStore,
  }
  const desk: Ports = { ...ports, proofs }
  return { claims, relay: () => relayRetargets(desk) }
}

function standing(firstHash: Hex, firstTime: number): RetargetFact {
  const place = { block: 1, logIndex: 0, transaction: '0x01' as const, at: firstTime + 1 }
  return { kind: 'retarget', number: 339, shown: 1, headers: [], bits: 1, firstTime, firstHash, ...place }
}

const FINAL: RelayState = { newest: 338, newestFinal: 338 }
const STANDS: RelayState = { newest: 339, newestFinal: 338 }
const CLAIM = { kind: 'retarget', number: 339, ending: LAST, opening: FIRST }

describe('relaying retargets', () => {
  it('brings the next one with the headers around it, once those lie in the past', async () => {
    const { relay, claims } = await aDesk({ state: FINAL })
    assert.deepEqual(await relay(), { done: 1, failures: [] })
    assert.deepEqual(claims, [CLAIM])
    const none = await aDesk({ state: { newest: 339, newestFinal: 339 } })
    assert.deepEqual(await none.relay(), { done: 0, failures: [] })
    assert.deepEqual(none.claims, [])
  })

  for (const reason of ['Outweighed', 'StaleBranch', 'NotFinalYet']) {
    it(`takes it as done where another relayer was faster, and the relay says ${reason}`, async () => {
      const { relay } = await aDesk({ state: FINAL, refuses: reason })
      assert.deepEqual(await relay(), { done: 0, failures: [] })
    })
  }

  it('is a failure, with the relay’s reason, where the headers do not hold', async () => {
    const { relay } = await aDesk({ state: FINAL, refuses: 'WrongRetarget' })
    assert.deepEqual(await relay(), {
      done: 0,
      failures: [{ what: 'retarget 339', why: 'chainRefused: WrongRetarget' }],
    })
  })

  it('waits while a retarget stands that its own headers agree with', async () => {
    // The header after the first names its hash.
    const next: Hex = `0x00000020${'b9a5c29b8eb908623a3ccee'.padEnd(64, '0')}${'00'.repeat(44)}`
    const { previousHash } = headersIn(next)[0]!
    const known = new Map([
      [HEIGHT, FIRST],
      [HEIGHT + 1, next],
    ])
    const { relay, claims } = await aDesk({ state: STANDS, standing: standing(previousHash, time), known })
    assert.deepEqual(await relay(), { done: 0, failures: [] })
    assert.deepEqual(claims, [])
  })
})

describe('a retarget that stands and did not happen', () => {
  /** A header dated then; what else is in it, only the relay would look at. */
  const dated = (at: number): Hex => {
    const bytes = at.toString(16).padStart(8, '0').match(/../g)!.reverse().join('')
    return `0x${'00'.repeat(68)}${bytes}${'00'.repeat(8)}`
  }

  it('is disputed with one header more than it showed, where the epoch before goes on', async () => {
    const known = new Map([HEIGHT - 3, HEIGHT - 2].map((height) => [height, dated(time - 10)]))
    const { relay, claims } = await aDesk({ state: STANDS, standing: standing('0x0f', time - 100), known })
    assert.deepEqual(await relay(), { done: 1, failures: [] })
    assert.deepEqual(claims, [
      { kind: 'dispute', number: 339, headers: `${dated(time - 10)}${dated(time - 10).slice(2)}` },
    ])
  })

  it('is told as long as there are too few headers against it', async () => {
    const known = new Map([[HEIGHT - 2, dated(time - 10)]])
    const { relay } = await aDesk({ state: STANDS, standing: standing('0x0f', time - 100), known })
    assert.deepEqual(await relay(), { done: 0, failures: [{ what: 'retarget 339', why: 'rivalStands' }] })
  })

  it('is outweighed by the true one with one header more, where the epoch ended otherwise', async () => {
    const known = new Map([
      [HEIGHT - 1, LAST],
      [HEIGHT, FIRST],
      [HEIGHT + 1, dated(time + 60)],
    ])
    const { relay, claims } = await aDesk({ state: STANDS, standing: standing('0x0f', time - 100), known })
    assert.deepEqual(await relay(), { done: 1, failures: [] })
    assert.deepEqual(claims, [{ ...CLAIM, opening: `${FIRST}${dated(time + 60).slice(2)}` }])
  })
})
