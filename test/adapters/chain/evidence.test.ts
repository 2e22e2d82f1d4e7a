import assert from 'node:assert/strict'
import { ORACLE } from '../../../server/adapters/chain/abi.ts'
import { hexOf } from '../../../server/adapters/chain/decode.ts'
import { chainEvidence } from '../../../server/adapters/chain/evidence.ts'
import { fixingOracle } from '../../../server/adapters/chain/oracle.ts'
import type { Hex } from '../../../server/domain/terms/terms.ts'
import { seriesId } from '../../../server/domain/index/readings.ts'
import { indexValue } from '../../../server/domain/units/indexValue.ts'
import { endOfDay, startOfDay } from '../../../server/domain/units/time.ts'
import { reportDigests, signerOf } from '../../../server/replay/hashes.ts'
import { FIRST_DAY, ORACLE_SETUP, REPORTER_KEYS, agreedDeal, startTestDesk } from '../../support/chain.ts'
import type { TestDesk } from '../../support/chain.ts'

const DELAY = 6 * 3_600
const DUE = endOfDay(FIRST_DAY) + 300

describe('what the chain keeps of a fixing whose values had to wait', () => {
  let desk: TestDesk
  before(async () => {
    desk = await startTestDesk(undefined, { finalityDelay: DELAY })
    await desk.clock.moveTo(DUE)
  })
  after(() => desk.stop())

  /** One reporter brings its value in a transaction of its own. */
  async function brings(key: Hex, value: bigint): Promise<void> {
    const { chain, network, engine } = desk
    const alone = fixingOracle({ chain, network, sender: engine, reporterKeys: [key] })
    await alone.publish([{ series: 'BME14', day: FIRST_DAY, value: indexValue(value) }])
  }

  it('is every reporter’s signed value, wherever it was brought, and not what came twice', async () => {
    const [one, two] = REPORTER_KEYS as [Hex, Hex]
    await brings(one, 400n)
    await brings(two, 500n)
    await desk.clock.moveTo(DUE + DELAY + 60)
    const data = hexOf(ORACLE.encodeFunctionData('finaliseThrough', [seriesId('BME14'), FIRST_DAY]))
    const { transaction } = await desk.engine.send({ to: desk.network.oracle, data })
    const told = await chainEvidence(desk).transaction(transaction, 'BME14')
    const [fixing] = told!.fixings
    // The floor of the mean of the two.
    assert.deepEqual([fixing?.day, fixing?.value, fixing?.cumulative], [FIRST_DAY, 450n, 450n])
    const { chainId, oracle } = desk.network
    const digestOf = reportDigests({ chainId, oracle })
    assert.ok(fixing?.provenance.kind === 'attested')
    const signers = fixing.provenance.reports.map(({ value, signature }) => [
      value,
      signerOf(digestOf({ series: seriesId('BME14'), day: FIRST_DAY, value }), signature),
    ])
    assert.deepEqual(signers, [
      [400n, ORACLE_SETUP.reporters[0]],
      [500n, ORACLE_SETUP.reporters[1]],
    ])
  })
})

describe('what the chain keeps of an opening', () => {
  let desk: TestDesk
  before(async () => {
    desk = await startTestDesk()
    await desk.fix(FIRST_DAY, 50n)
  })
  after(() => desk.stop())

  it('is both signatures, from its call data, and the block as it is hashed', async () => {
    const seller = await desk.person('a seller', 1_000_000n)
    const buyer = await desk.person('a buyer', 1_000_000n)
    const { terms, escrow, opening } = await agreedDeal(desk, {
      seller,
      buyer,
      startDay: FIRST_DAY + 2,
      openBy: startOfDay(FIRST_DAY + 3),
    })
    const { transaction, block } = await desk.escrows.open(opening)
    const evidence = chainEvidence(desk)
    const told = await evidence.transaction(transaction, 'BME14')
    const digest = desk.escrows.digestOf(terms)
    assert.deepEqual(told?.openings, [
      {
        digest,
        by: {
          seller: { signature: opening.signature.seller, signer: seller.address },
          buyer: { signature: opening.signature.buyer, signer: buyer.address },
        },
      },
    ])
    assert.deepEqual(
      told.told.map((one) => [one.escrow, one.event.name, one.ledger]),
      [[escrow, 'opened', null]],
    )
    const header = (await evidence.block(block))?.header
    assert.ok(header, 'the header is what the hash is of')
    assert.equal((await evidence.stateAt(escrow, block, [seller.address])).claims.length, 0)
    assert.deepEqual((await evidence.answersAt(escrow, block))?.seller?.exposure, 0n)
    assert.equal(await evidence.answersAt(escrow, 10_000_000), null)
  })

  it('is nothing of a transaction that is not there', async () => {
    assert.equal(await chainEvidence(desk).transaction(`0x${'12'.repeat(32)}`, 'BME14'), null)
  })
})
