import assert from 'node:assert/strict'
import { batchPlan } from '../../../server/domain/sending/batchGas.ts'

describe('how many deals go into one transaction', () => {
  const cases = [
    {
      measured: [],
      room: 16_100_000n,
      plan: { deals: 100n, gasEach: 160_000n },
      because: 'of an act that was never measured each gets 160 000, and 100 000 is for the batch itself',
    },
    {
      measured: [{ gasUsed: 4_000_000n, deals: 50n }],
      room: 12_100_000n,
      plan: { deals: 100n, gasEach: 120_000n },
      because: '80 000 each, and half as much again',
    },
    {
      measured: [
        { gasUsed: 4_000_000n, deals: 50n },
        { gasUsed: 1_000_001n, deals: 10n },
      ],
      room: 1_600_000n,
      plan: { deals: 9n, gasEach: 150_001n },
      because: 'the dearest counts, rounded up, and what does not fit in waits for the next',
    },
    {
      measured: [
        { gasUsed: 9_000_000n, deals: 1n },
        { gasUsed: 400_000n, deals: 5n },
      ],
      room: 1_300_000n,
      plan: { deals: 10n, gasEach: 120_000n },
      because: 'one that was acted on alone was unlike the others',
    },
    {
      measured: [{ gasUsed: 200_000n, deals: 1n }],
      room: 700_000n,
      plan: { deals: 2n, gasEach: 300_000n },
      because: 'it counts where nothing else is known',
    },
    {
      measured: [{ gasUsed: 20_000_000n, deals: 2n }],
      room: 15_000_000n,
      plan: { deals: 1n, gasEach: 15_000_000n },
      because: 'one at least',
    },
    {
      measured: [{ gasUsed: 20_000n, deals: 10n }],
      room: 8_100_000n,
      plan: { deals: 100n, gasEach: 80_000n },
      because: 'an escrow called with less than 80 000 does not begin, however little it took the last time',
    },
    {
      measured: [{ gasUsed: 20_000n, deals: 10n }],
      room: 50_000_000n,
      plan: { deals: 500n, gasEach: 80_000n },
      because: 'a longer list is more than nodes like to pass on',
    },
  ]
  for (const { measured, room, plan, because } of cases) {
    it(`is ${plan.deals}: ${because}`, () => {
      assert.deepEqual(batchPlan(measured, room), plan)
    })
  }
})
