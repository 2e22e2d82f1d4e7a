import assert from 'node:assert/strict'
import { advanceReplay } from '../../server/desk/advanceReplay.ts'
import { makeStatements } from '../../server/desk/makeStatements.ts'
import { parseDay } from '../../server/domain/units/calendar.ts'
import { endOfDay } from '../../server/domain/units/time.ts'
import { aWorld } from '../support/deals.ts'
import { aDealOfTwo } from '../support/negotiations.ts'
import { answerTo, textOf } from './readPage.ts'

/** The golden run to its end on 1 June 2021, with every statement made. */
async function aWorldWithStatements() {
  const world = await aWorld()
  const deal = await aDealOfTwo(world)
  await advanceReplay(world.ports, { to: endOfDay(parseDay('2021-06-01')) + 300 })
  await makeStatements(world.ports)
  return { world, ...deal }
}

describe('the statements of an account', () => {
  it('are listed, the newest first, and reached from the portfolio', async () => {
    const { world, miner } = await aWorldWithStatements()
    assert.match((await answerTo(world, miner, '/portfolio')).text, /href='\/statements'>Daily statements/)
    const { text } = await answerTo(world, miner, '/statements')
    assert.match(textOf(text), /1 Jun 2021 tBTC .* 31 May 2021 tBTC .* 14 May 2021 tBTC/)
    assert.match(text, /href='\/statements\/2021-05-31'/)
    const older = textOf((await answerTo(world, miner, '/statements?before=2021-05-16')).text)
    assert.match(older, /15 May 2021 tBTC/)
    assert.doesNotMatch(older, /16 May 2021 tBTC/)
  })

  it('tell of a day what was settled, what is called for and what the deal is worth, to each side as it sees it', async () => {
    const { world, miner, fund } = await aWorldWithStatements()
    const sellers = textOf((await answerTo(world, miner, '/statements/2021-05-31')).text)
    assert.match(sellers, /with Borealis Capital you sell · called/)
    assert.match(sellers, /Valued at the fixing of 31 May 2021: 597,\d{3} sat\/PH\/day against a fixed 502,000/)
    assert.match(sellers, /Call on you: 0\.06769576 tBTC by 1 Jun 2021 00:05 UTC/)
    assert.match(sellers, /Settlement 31 May 2021 00:05 UTC −0\.00095234 0\.10404900/)
    assert.match(sellers, /Exposure 0\.06674476 Open value −0\.06674476/)
    const buyers = textOf((await answerTo(world, fund, '/statements/2021-06-01')).text)
    assert.match(
      buyers,
      /Closed out for the default of the counterparty 1 Jun 2021 00:05 UTC \+0\.08774476 0\.19369576/,
    )
    const chinese = textOf((await answerTo(world, fund, '/statements/2021-06-01', 'zh')).text)
    assert.match(chinese, /因对手方违约而平仓/)
  })

  it('are files in which every balance can be added up again', async () => {
    const { world, miner } = await aWorldWithStatements()
    const { text, headers } = await answerTo(world, miner, '/statements/2021-05-31/statement.csv')
    assert.equal(headers['content-disposition'], 'attachment; filename=hashdesk-statement-2021-05-31.csv')
    const [head = '', ...rows] = text.trim().split('\r\n')
    const names = head.split(',')
    const told = rows.map((row) => {
      const cells = row.split(',')
      assert.equal(cells.length, names.length)
      return Object.fromEntries(names.map((name, index) => [name, cells[index]]))
    })
    assert.deepEqual(
      told.map(({ record, event, realised, balance }) => [record, event, realised, balance]),
      [
        ['opening', '', '', '0.10500134'],
        ['entry', 'settled', '-0.00095234', '0.10404900'],
        ['entry', 'marginCalled', '0.00000000', '0.10404900'],
        ['closing', '', '-0.00095234', '0.10404900'],
      ],
    )
    const closing = told.at(-1)
    assert.deepEqual(
      [closing?.mark_day, closing?.worth, closing?.call_on, closing?.call_due, closing?.call_by],
      ['2021-05-31', '-0.06674476', 'seller', '0.06769576', '2021-06-01T00:05:00Z'],
    )
    const days = (await answerTo(world, miner, '/statements.csv')).text.trim().split('\r\n')
    assert.equal(days.length, 1 + 19)
  })

  it('are nobody else’s: of a day without one there is nothing, and a visitor signs in first', async () => {
    const { world, miner } = await aWorldWithStatements()
    for (const day of ['2021-05-13', '2021-06-02', '2021-5-1']) {
      assert.equal((await answerTo(world, miner, `/statements/${day}`)).status, 404)
    }
    const visitor = await answerTo(world, null, '/statements/2021-05-31')
    assert.deepEqual(
      [visitor.status, visitor.headers.location],
      [303, `/sign-in?back=${encodeURIComponent('/statements/2021-05-31')}`],
    )
  })
})
