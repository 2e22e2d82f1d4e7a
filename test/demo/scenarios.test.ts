import assert from 'node:assert/strict'
import { startParts } from '../../server/demo/parts.ts'
import { play } from '../../server/demo/play.ts'
import type { Line } from '../../server/demo/play.ts'
import { SCENARIO } from '../../server/demo/scenarios.ts'
import type { ScenarioName } from '../../server/demo/scenarios.ts'
import { buildStage } from '../../server/demo/stage.ts'
import type { Ending, Step } from '../../server/demo/step.ts'
import { replayFileText } from '../../server/demo/writeReplayFile.ts'
import { recompute } from '../../server/replay/recompute.ts'
import { testLog } from '../support/embedded.ts'

/**
 * One performance on an embedded database and chain of its own: its lines, and the last one. Its replay file, as the desk serves it, is
 * recomputed by the program that shares no code with what wrote it.
 */
async function performance(name: ScenarioName): Promise<{ readonly steps: readonly Step[]; readonly end: Ending }> {
  const lines: Line[] = []
  const parts = await startParts(SCENARIO[name].genesis, testLog)
  const stage = await buildStage(SCENARIO[name], parts, testLog)
  try {
    const dealId = await play(SCENARIO[name], stage, 7n, (line) => lines.push(line))
    const { difference, notCheckable } = recompute(JSON.parse(await replayFileText(stage, dealId)))
    assert.deepEqual([difference, notCheckable], [null, []])
  } finally {
    await stage.leave()
  }
  const end = lines.at(-1)
  assert.ok(end !== undefined && 'cause' in end, 'the last line is the end')
  return { steps: lines.filter((line): line is Step => 'at' in line), end }
}

function named(steps: readonly Step[], step: string): readonly Step[] {
  return steps.filter((one) => one.step === step)
}

function total({ seller, buyer }: Ending['paid']): bigint {
  return BigInt(seller) + BigInt(buyer)
}

describe('one deal from signature to the last withdrawal, on real difficulty', function () {
  this.timeout(120_000)

  it('ends in a penalty for the honouring party when the call is not met: the golden run, number for number', async () => {
    const { steps, end } = await performance('default')

    // Settlements of −134 and +95,234 from 105,000 each in thousands: 10,500,134, then 10,500,134 − 95,234.
    assert.deepEqual(
      named(steps, 'settled').map(({ sellerBalance, buyerBalance }) => [sellerBalance, buyerBalance]),
      [
        ['10500134', '10499866'],
        ['10404900', '10595100'],
      ],
    )
    const [call] = named(steps, 'marginCalled')
    assert.equal(call?.phase, 'called')
    assert.equal(call.index, '0.000005973496626645')
    assert.equal(call.sellerRequirement, '14549476')
    assert.match(call.note, /must add .* = 0\.06769576 tBTC/)
    assert.match(call.at, /^2021-05-31T00:05/)
    const [closing] = named(steps, 'closedOut')
    assert.match(closing?.note ?? '', /is paid 0\.08774476 tBTC, 0\.02100000 tBTC of it penalty/)
    assert.match(closing?.at ?? '', /^2021-06-01T00:05/)
    assert.deepEqual(end, {
      step: 'end',
      phase: 'closed',
      cause: 'closedOut',
      locked: { seller: '10500000', buyer: '10500000' },
      paid: { seller: '1630424', buyer: '19369576' },
      premium: '0',
      brokerFee: '0',
    })
  })

  it('goes through to maturity when every call is met', async () => {
    const { steps, end } = await performance('cured')
    assert.equal(end.cause, 'matured')
    // The calls at the retargets of 30 May and 3 July 2021.
    assert.deepEqual(
      named(steps, 'marginCalled').map(({ at }) => at.slice(0, 10)),
      ['2021-05-31', '2021-07-04'],
    )
    assert.equal(named(steps, 'callLifted').length, 2)
    // 105,000 in thousands and the two top-ups, 6,769,576 and 10,954,729.
    assert.equal(end.locked.seller, '28224305')
    assert.equal(total(end.paid), total(end.locked))
  })

  it('settles twelve weeks of a calm year and matures without a call', async () => {
    const { steps, end } = await performance('mature')
    assert.equal(end.cause, 'matured')
    assert.equal(named(steps, 'settled').length, 12)
    assert.equal(named(steps, 'marginCalled').length, 0)
    assert.equal(total(end.paid), 21_000_000n)
  })

  it('ends early when both agree on a price', async () => {
    const { steps, end } = await performance('terminate')
    assert.equal(end.cause, 'terminated')
    const before = named(steps, 'terminationProposed').at(-1)
    // 0.002 from the buyer to the seller.
    assert.equal(BigInt(end.paid.seller) - BigInt(before?.sellerBalance ?? 0), 200_000n)
    assert.equal(total(end.paid), 21_000_000n)
  })

  it('lives on when a stranger steps into the place of who failed, through the largest drop ever to its end', async () => {
    const { steps, end } = await performance('takeover')
    const [window] = named(steps, 'windowOpened')
    assert.equal(window?.phase, 'defaulted')
    assert.match(window.at, /^2021-06-01T00:05/)
    const [taken] = named(steps, 'takenOver')
    assert.match(taken?.at ?? '', /^2021-06-02T00:05/)
    // A quarter of 0.021 for coming after half of the window; 0.10404900 − 0.06674476 − 0.021 is left to the miner.
    assert.match(taken?.note ?? '', /for a deposit of 0\.10500000 tBTC: the buyer is paid 0\.0157/)
    assert.match(taken?.note ?? '', /0\.01630424 tBTC is left to the defaulter/)
    assert.equal(named(steps, 'claimWithdrawn').length, 1)
    assert.equal(end.cause, 'matured')
    assert.equal(end.locked.buyer, '10500000')
    assert.ok(BigInt(end.locked.seller) > 21_000_000n, 'the miner’s margin, the stranger’s deposit and its top-ups')
    assert.equal(total(end.paid), total(end.locked))
  })

  it('is unwound without fault when the feed falls silent', async () => {
    const { steps, end } = await performance('unwind')
    assert.equal(end.cause, 'unwound')
    assert.match(named(steps, 'fixing').at(-1)?.note ?? '', /Fixing of 2022-05-25/)
    // Six days without a fixing: the missing one of 26 May, and five of fallback after it.
    assert.match(named(steps, 'unwound')[0]?.at ?? '', /^2022-06-01T00:00/)
    assert.equal(total(end.paid), 21_000_000n)
  })
})
