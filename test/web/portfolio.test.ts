import assert from 'node:assert/strict'
import { advanceReplay } from '../../server/desk/advanceReplay.ts'
import { parseDay } from '../../server/domain/units/calendar.ts'
import { endOfDay } from '../../server/domain/units/time.ts'
import { csvOf } from '../../server/web/csv.ts'
import { aWorld } from '../support/deals.ts'
import { aDealOfTwo, aPerson, aPublishedRfq, aQuote } from '../support/negotiations.ts'
import { STRANGER } from '../support/terms.ts'
import { answerTo, textOf } from './readPage.ts'

const SECOND_FALL = endOfDay(parseDay('2021-05-30')) + 300

describe('the portfolio', () => {
  it('puts what is most pressing first, then totals, then the live deal', async () => {
    const world = await aWorld()
    const { miner } = await aDealOfTwo(world)
    await advanceReplay(world.ports, { to: SECOND_FALL })
    const page = textOf((await answerTo(world, miner, '/portfolio')).text)
    assert.match(page, /Needs you 1 Add 0\.06769576 tBTC to your deal with Borealis Capital, or it is closed out/)
    assert.match(page, /Collateral locked 0\.10404900 tBTC/)
    assert.match(page, /Exposure at risk 0\.06674476 tBTC/)
    assert.match(page, /Next cash flow −0\.00667447 tBTC 7 Jun 2021 00:05 UTC, if the index stays/)
    assert.match(
      page,
      /Borealis Capital you sell 1,000 502,000 \+19\.0 % −0\.06674476 tBTC called call until 1 Jun 2021 00:05 UTC/,
    )
  })

  it('does not hide a default, neither to who defaulted nor to who was paid', async () => {
    const world = await aWorld()
    const { miner, fund } = await aDealOfTwo(world)
    await advanceReplay(world.ports, { to: SECOND_FALL + 86_401 })
    assert.match(
      textOf((await answerTo(world, miner, '/portfolio')).text),
      /your default 1 Jun 2021 00:05 UTC −0\.08869576/,
    )
    assert.match(
      textOf((await answerTo(world, fund, '/portfolio')).text),
      /default of the counterparty 1 Jun 2021 00:05 UTC \+0\.08869576 tBTC 0\.19369576/,
    )
  })

  it('shows a newcomer the two ways in', async () => {
    const world = await aWorld()
    const viewer = await aPerson(world, 'Cirrus Trading', [STRANGER])
    const { text } = await answerTo(world, viewer, '/portfolio')
    assert.match(textOf(text), /You have no deals yet\. There are two ways in: I mine/)
    assert.match(text, /href='\/rfqs\/new\?side=seller'/)
  })

  it('is not shown to somebody who has not signed in', async () => {
    const world = await aWorld()
    for (const path of ['/portfolio', '/portfolio.csv']) {
      const answer = await answerTo(world, null, path)
      assert.deepEqual([answer.status, answer.headers.location], [303, `/sign-in?back=${encodeURIComponent(path)}`])
    }
  })

  it('is a file with one line for each deal', async () => {
    const world = await aWorld()
    const { fund, id } = await aDealOfTwo(world)
    await advanceReplay(world.ports, { to: SECOND_FALL + 86_401 })
    const { text, headers } = await answerTo(world, fund, '/portfolio.csv')
    assert.match(headers['content-disposition']!, /filename=hashdesk-portfolio\.csv/)
    const [head, row, end] = text.split('\r\n').map((line) => line.split(','))
    const cells = Object.fromEntries(head!.map((name, index) => [name, row![index]]))
    assert.equal(cells.digest, id)
    assert.deepEqual(
      [cells.side, cells.counterparty, cells.fixed_rate_sat_per_ph_day, cells.first_day, cells.phase, cells.cause],
      ['buyer', 'Andes Mining', '502000', '2021-05-17', 'closed', 'closedOut'],
    )
    assert.deepEqual([cells.balance, cells.gain, cells.closed_at], ['0.19369576', '0.08869576', '2021-06-01T00:05:01Z'])
    assert.equal(row!.length, head!.length)
    assert.deepEqual(end, [''])
  })
})

describe('what waits for somebody', () => {
  it('is counted beside the portfolio in the navigation of every page', async () => {
    const world = await aWorld()
    const { miner, fund } = await aDealOfTwo(world)
    await aQuote(world, fund, await aPublishedRfq(world, miner))
    const badge = /Portfolio <span class='badge' title='1 waiting for you'>1<\/span>/
    assert.match((await answerTo(world, miner, '/')).text, badge)
    assert.match((await answerTo(world, miner, '/indices/BME14')).text, badge)
    assert.doesNotMatch((await answerTo(world, fund, '/')).text, /class='badge'/)
  })

  it('is listed on the first page', async () => {
    const world = await aWorld()
    const { miner, fund } = await aDealOfTwo(world)
    await aQuote(world, fund, await aPublishedRfq(world, miner))
    assert.match(
      textOf((await answerTo(world, miner, '/')).text),
      /Answer Borealis Capital: 1,000 TH\/s for 84 days at 502,000/,
    )
    assert.match(textOf((await answerTo(world, miner, '/', 'zh')).text), /答复 Borealis Capital：1,000 TH\/s，84 天/)
    assert.doesNotMatch(textOf((await answerTo(world, fund, '/')).text), /Needs you/)
  })
})

describe('comma-separated values', () => {
  it('quote what needs quotes, and double the quotes inside', () => {
    assert.equal(
      csvOf([['a,b', 'say "yes"', 'two\nlines', 'plain', null, 7]]),
      '"a,b","say ""yes""","two\nlines",plain,,7\r\n',
    )
  })

  it('never let a name that a stranger typed run as a formula', () => {
    const typed = ['=HYPERLINK("http://x")', '+1+1', '-1+1', '@SUM(A1)', '\t=1', '\r=1']
    for (const cell of csvOf(typed.map((text) => [text]))
      .split('\r\n')
      .slice(0, -1)) {
      assert.match(cell, /^"?'/)
    }
  })

  it('leave numbers numbers, negative ones too', () => {
    assert.equal(
      csvOf([['-0.00095234', '0.105', '12', '2021-05-31T00:05:00Z', '0xab']]),
      '-0.00095234,0.105,12,2021-05-31T00:05:00Z,0xab\r\n',
    )
  })
})
