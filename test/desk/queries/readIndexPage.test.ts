import assert from 'node:assert/strict'
import { epochTable } from '../../../server/adapters/index/epochTable.ts'
import { PortFailure } from '../../../server/desk/ports.ts'
import type { DealStore, EscrowGateway, FixingOracle, FixingStore } from '../../../server/desk/ports.ts'
import { readIndexPage } from '../../../server/desk/queries/readIndexPage.ts'
import { isRefusal } from '../../support/refusals.ts'

/** 14 May 2021 00:10 UTC. */
const MAY_14 = 1_620_951_000

const down = { last: () => Promise.reject(new PortFailure('database', 'gone')) } as unknown as FixingStore
const ports = {
  index: epochTable(),
  fixings: { last: async () => null } as unknown as FixingStore,
  deals: { liveSummaries: async () => [] } as unknown as DealStore,
  escrows: { network: { oracle: '0x01' } } as unknown as EscrowGateway,
  oracle: { attesters: async () => null } as unknown as FixingOracle,
  proofs: null,
  bitcoin: null,
}

describe('the index page of a desk that replays May 2021', () => {
  it('begins with the epoch of 13 May and its value, after a rise of difficulty by 21.5 %', async () => {
    const { rows } = await readIndexPage(ports, { series: 'BME14', asOf: MAY_14 })
    assert.equal(rows[0]!.epoch.firstHeight, 683_424)
    assert.equal(rows[0]!.value, 5_019_807_552_691n)
    assert.equal(rows[0]!.difficulty, 25_046_487_590_083n)
    assert.equal(rows[0]!.difficultyBefore, 20_608_845_737_768n)
    assert.equal(rows.at(-1)!.epoch.firstHeight, 0)
  })

  it('shows nothing that lies after desk time', async () => {
    const { rows, nextRetarget } = await readIndexPage(ports, { series: 'BME14', asOf: MAY_14 })
    assert.ok(rows.every(({ epoch }) => epoch.firstTime <= MAY_14))
    // The next retarget really came on 29 May; on 14 May nobody could know that.
    assert.equal(nextRetarget!.expectedAt, rows[0]!.epoch.firstTime + 14 * 86_400)
  })

  it('begins the averages where the chain is old enough for them', async () => {
    const { rows } = await readIndexPage(ports, { series: 'BME168', asOf: MAY_14 })
    assert.equal(rows.at(-1)!.epoch.firstHeight, 22_176)
  })

  it('is answered from the table alone while the database does not answer', async () => {
    const { latest, rows } = await readIndexPage({ ...ports, fixings: down }, { series: 'BME14', asOf: MAY_14 })
    assert.equal(latest, null)
    assert.ok(rows.length > 300)
  })

  it('is refused for a series nobody publishes', async () => {
    await assert.rejects(readIndexPage(ports, { series: 'BME15', asOf: MAY_14 }), isRefusal('seriesUnknown'))
  })

  it('tells of a fixing that is overdue', async () => {
    const fixing = { series: 'BME14', day: 18_759, value: 1n, block: 1, transaction: '0x01' }
    const fixings = { last: async () => fixing, between: async () => [] } as unknown as FixingStore
    const { overdue } = await readIndexPage({ ...ports, fixings }, { series: 'BME14', asOf: MAY_14 })
    // The fixing of 12 May (day 18 759) is there; that of 13 May was due on 14 May at 00:05.
    assert.deepEqual(overdue, { day: 18_760, since: 18_761 * 86_400 + 300, deals: [] })
  })
})
