import type { GasFigures } from './gasFigures.ts'
import { firstDayOf, lastDayOf } from '../domain/terms/schedule.ts'
import { SECONDS_PER_DAY } from '../domain/units/time.ts'
import { assertTold } from './assertTold.ts'
import type { Ground } from './ground.ts'
import type { Opened } from './openings.ts'

type Life = Pick<GasFigures, 'settle' | 'settleEachOf100' | 'mark' | 'closeOut' | 'withdraw'>

/**
 * Measures what is done to one deal, and to a hundred in a batch, in the order of its life: first week settled, an uneventful day of the
 * second, second week settled, one side called and closed out a day later.
 */
export async function measureLife(ground: Ground, alone: Opened, hundred: readonly Opened[]): Promise<Life> {
  const batch = hundred.map(({ escrow }) => escrow)
  await ground.fixUpTo(lastDayOf(alone.terms, 0))
  await ground.escrows.settle(batch)
  await ground.regulars.buyer.settle(alone.escrow)

  await ground.fixUpTo(firstDayOf(alone.terms, 1) + 1)
  const mark = await ground.regulars.buyer.mark(alone.escrow)
  await assertTold(ground, mark, [])

  await ground.fixUpTo(lastDayOf(alone.terms, 1))
  const [together, more] = (await ground.escrows.settle(batch)).mined
  if (together === undefined || more !== undefined) throw new Error('a hundred deals are not one transaction')
  await assertTold(
    ground,
    together,
    hundred.map(() => 'settled'),
  )
  const settle = await ground.regulars.buyer.settle(alone.escrow)
  await assertTold(ground, settle, ['settled'])
  return {
    settle: Number(settle.gasUsed),
    settleEachOf100: Math.ceil(Number(together.gasUsed) / hundred.length),
    mark: Number(mark.gasUsed),
    ...(await measureEnding(ground, alone)),
  }
}

async function measureEnding(ground: Ground, { escrow, terms }: Opened): Promise<Pick<Life, 'closeOut' | 'withdraw'>> {
  const { buyer } = ground.regulars
  await assertTold(ground, await buyer.mark(escrow), ['marginCalled'])
  await ground.fixUpTo(lastDayOf(terms, 1) + 1)
  await ground.clock.moveTo((await ground.clock.asOf()) + SECONDS_PER_DAY)
  const closeOut = await buyer.closeOut(escrow)
  await assertTold(ground, closeOut, ['closedOut'])

  const { balance } = await ground.escrows.readState(escrow)
  const withdraw = await buyer.withdraw(escrow, 'buyer', balance.buyer, buyer.address)
  await assertTold(ground, withdraw, ['withdrawn'])
  return { closeOut: Number(closeOut.gasUsed), withdraw: Number(withdraw.gasUsed) }
}
