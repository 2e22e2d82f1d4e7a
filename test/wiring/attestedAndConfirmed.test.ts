import assert from 'node:assert/strict'
import { EMBEDDED_NETWORK } from '../../config/networks.ts'
import { fixingOracle } from '../../server/adapters/chain/oracle.ts'
import { createSender } from '../../server/adapters/chain/sender.ts'
import { epochTable } from '../../server/adapters/index/epochTable.ts'
import { retargetHeaders } from '../../server/adapters/index/retargetHeaders.ts'
import type { Account } from '../../server/desk/ports/accounts.ts'
import { SERIES } from '../../server/domain/index/readings.ts'
import { isoDay, isoInstant, parseDay, parseInstant } from '../../server/domain/units/calendar.ts'
import { indexValue } from '../../server/domain/units/indexValue.ts'
import { DEVELOPMENT_KEYS, developmentRelay } from '../../server/wiring/developmentNetwork.ts'
import { compiledContracts } from '../../server/wiring/compiledContracts.ts'
import { anAccount } from '../support/negotiations.ts'
import { aVisitor, signedInAs } from '../web/signedInAs.ts'
import { startProvingDesk } from '../support/provingDesk.ts'
import type { ProvingDesk } from '../support/provingDesk.ts'

const { genesis, replayStart } = EMBEDDED_NETWORK

/** The desk for trying out: fixings that reporters attest, on a chain with a relay that real retargets are brought to. */
function startReplay(): Promise<ProvingDesk> {
  const headers = retargetHeaders()
  return startProvingDesk({
    genesis,
    proving: async (chain, network) => {
      const contracts = compiledContracts()
      const relay = await developmentRelay(chain, { genesis, contracts, index: epochTable(), headers })
      return { network, proving: relay && { relay, headers, fixings: 'attested' } }
    },
  })
}

describe('a desk that replays spring 2021 with a relay beside its reporters', function () {
  this.timeout(120_000)
  let replay: ProvingDesk

  before(async () => {
    replay = await startReplay()
    await replay.desk.advanceReplay({ to: replayStart })
  })
  after(() => replay.stop())

  it('has relayed every retarget there was, a second after its first header', async () => {
    const retargets = await replay.ports.proofs!.facts.retargets()
    assert.deepEqual(
      retargets.map(({ number, shown, at, firstTime }) => [number, shown, at - firstTime < 2 || shown === 0]),
      // The anchor of 2 April, and the retargets of 15 April, 1 May and 13 May.
      [
        [336, 0, true],
        [337, 1, true],
        [338, 1, true],
        [339, 1, true],
      ],
    )
    assert.deepEqual(
      retargets.slice(1).map(({ firstTime }) => isoInstant(firstTime).slice(0, 10)),
      ['2021-04-15', '2021-05-01', '2021-05-13'],
    )
  })

  it('keeps the headers that were shown, for whoever wants to check them', async () => {
    const { headers } = (await replay.ports.proofs!.facts.retarget(339))!
    assert.deepEqual(headers, await retargetHeaders().headers(683_423, 2))
  })

  it('has held every day’s fixings of every series against them, and they agree', async () => {
    const checks = await replay.ports.proofs!.checks.all()
    assert.deepEqual(
      checks.map(({ number, from, to, through, differences }) => [
        number,
        isoDay(from),
        to && isoDay(to),
        isoDay(through),
        differences.length,
      ]),
      [
        [336, '2021-04-12', '2021-04-14', '2021-04-14', 0],
        [337, '2021-04-15', '2021-04-30', '2021-04-30', 0],
        [338, '2021-05-01', '2021-05-12', '2021-05-12', 0],
        // Not over: what was fixed so far.
        [339, '2021-05-13', null, '2021-05-13', 0],
      ],
    )
  })

  it('finds nothing to do in a second pass, and neither does a second server', async () => {
    const before = await replay.ports.proofs!.checks.all()
    const { done, failures } = await replay.desk.relayRetargets()
    assert.deepEqual({ done, failures }, { done: 0, failures: [] })
    assert.deepEqual(await replay.ports.proofs!.checks.all(), before)
  })

  it('has the same read model after everything was dropped and read again', async () => {
    const { facts, checks } = replay.ports.proofs!
    const before = [
      await facts.retargets(),
      (await checks.all()).map(({ differences, through }) => [differences, through]),
    ]
    await replay.desk.rebuildReadModel()
    await replay.desk.relayRetargets()
    const after = [
      await facts.retargets(),
      (await checks.all()).map(({ differences, through }) => [differences, through]),
    ]
    assert.deepEqual(after, before)
  })

  it('catches up in order after it has slept through two retargets: each is final before the next', async () => {
    await replay.ports.clock.moveTo(parseInstant('2021-06-14T00:10:00Z'))
    await replay.desk.enginePass()
    const newest = () => replay.ports.proofs!.relay.state()
    assert.deepEqual(await newest(), { newest: 340, newestFinal: 339 })
    await replay.desk.advanceReplay({ to: parseInstant('2021-06-14T00:20:00Z') })
    assert.deepEqual(await newest(), { newest: 341, newestFinal: 341 })
    const checks = await replay.ports.proofs!.checks.all()
    assert.deepEqual(
      checks.slice(3).map(({ to, differences }) => [to && isoDay(to), differences.length]),
      [
        ['2021-05-29', 0],
        ['2021-06-12', 0],
        [null, 0],
      ],
    )
  })
})

describe('fixings that all reporters sign and Bitcoin’s headers contradict', function () {
  this.timeout(120_000)
  let replay: ProvingDesk

  // 4.0 millionths instead of 5.02: the seller would be owed what is not his.
  const FORGED = indexValue(4_000_000_000_000n)
  const day = parseDay('2021-05-24')

  before(async () => {
    replay = await startReplay()
    await replay.desk.advanceReplay({ to: replayStart })
    await replay.open({ fixedRate: indexValue(5_020_000_000_000n) })
    await replay.desk.advanceReplay({ to: parseInstant('2021-05-24T12:00:00Z') })
  })
  after(() => replay.stop())

  async function forge(): Promise<void> {
    const { chain, network, ports } = replay
    await ports.clock.moveTo(parseInstant('2021-05-25T00:05:00Z'))
    const sender = createSender(chain, DEVELOPMENT_KEYS.engine)
    const forger = fixingOracle({ chain, network, sender, reporterKeys: DEVELOPMENT_KEYS.reporters })
    await forger.publish(SERIES.map((series) => ({ series, day, value: FORGED })))
  }

  it('stop the very pass that reads them: no call, no settlement, no close-out follows', async () => {
    const { id, escrow } = (await replay.desk.listDeals())[0]!
    await forge()
    const { failures } = await replay.desk.enginePass()
    // At 4.0 the buyer would be called for 0.07 BTC and more; the epoch that contradicts it is the one of 13 May.
    assert.deepEqual(failures, [
      { what: 'epoch 339', why: 'indexContradicted' },
      { what: id, why: 'indexContradicted' },
    ])
    assert.equal((await replay.ports.escrows.readState(escrow)).phase, 'open')
    const check = await replay.ports.proofs!.checks.read(339)
    assert.deepEqual(
      check!.differences.map(({ series, day: on, attested }) => [series, on, attested]),
      SERIES.map((series) => [series, day, FORGED]),
    )
    assert.equal(check!.differences[0]!.proven, 5_019_807_552_691n)
  })

  it('are told where people look: on the index, on the deal, on the epoch’s proof, and to whoever runs the desk', async () => {
    const visitor = aVisitor(replay.desk)
    const pagesFor = (who: Account) => signedInAs(who, { ...replay.desk, readAccount: async () => who })
    const index = (await visitor.get('/indices/BME14')).text
    assert.match(index, /first that of 24 May 2021: published 400,000\.00, proven 501,980\.75 sat\/PH\/day/)
    assert.match(index, /the headers contradict it/)
    assert.match((await visitor.get('/epochs/339')).text, /published with other values than the headers prove/)
    const { id } = (await replay.desk.listDeals())[0]!
    const seller = anAccount({ id: 'seller', addresses: [replay.wallets.seller.address] })
    const deal = (await pagesFor(seller).get(`/deals/${id}`)).text
    assert.match(deal, /The desk does not settle, mark or close out this deal until somebody responsible has decided/)
    const operator = anAccount({ id: 'operator', isOperator: true })
    const operations = (await pagesFor(operator).get('/operations')).text
    assert.match(operations, /Fixings of epoch 339 contradict Bitcoin’s headers: decide below\./)
    assert.match(operations, /Epoch 339: 5 fixings differ, first BME14 of 24 May 2021/)
  })

  it('stay as they are, pass after pass, while true fixings follow: nothing is corrected and nothing sent', async () => {
    await replay.desk.advanceReplay({ to: parseInstant('2021-06-02T00:10:00Z') })
    const [deal] = await replay.desk.listDeals()
    assert.equal(deal!.chain!.state.periodsSettled, 1)
    assert.equal(await replay.ports.oracle.lastFixed('BME14'), parseDay('2021-06-01'))
    const check = await replay.ports.proofs!.checks.read(339)
    // The epoch is over and proven to be; the days after the forged one agree.
    assert.deepEqual([isoDay(check!.to!), check!.differences.length], ['2021-05-29', 5])
    assert.ok((await replay.ports.fixings.read('BME14', day))!.value === FORGED)
  })

  it('are acted on again only after a person has decided, with a reason that stays written', async () => {
    const by = 'operator'
    await replay.desk.resolveContradiction({ epoch: 339, by, reason: 'Both sides agreed to keep 24 May as it is.' })
    await replay.desk.enginePass()
    const [deal] = await replay.desk.listDeals()
    assert.equal(deal!.chain!.state.periodsSettled, 2)
    const [resolution] = (await replay.ports.proofs!.checks.read(339))!.resolutions
    assert.deepEqual([resolution!.by, resolution!.reason], [by, 'Both sides agreed to keep 24 May as it is.'])
    assert.equal(resolution!.covers.length, 5)
  })
})
