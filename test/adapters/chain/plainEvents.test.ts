import assert from 'node:assert/strict'
import type { ParamType } from 'ethers'
import { ESCROW } from '../../../server/adapters/chain/abi.ts'
import { plainEventsOf } from '../../../server/adapters/chain/plainEvents.ts'
import type { Hex } from '../../../server/domain/terms/terms.ts'

const TAKER = '0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc'
const read = plainEventsOf(ESCROW)

/** The least, the largest and a middling value of a type. */
function values({ type }: ParamType): readonly (bigint | string)[] {
  if (type === 'address') return [TAKER, `0x${'00'.repeat(20)}`, `0x${'00'.repeat(19)}01`]
  const bits = BigInt(/\d+$/.exec(type)![0])
  if (type.startsWith('uint')) return [0n, 2n ** bits - 1n, 2n ** (bits / 2n)]
  return [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n, -1n]
}

describe('an event of which every argument is one word', () => {
  it('says the same as by the general decoder, for every event of an escrow and the ends of every type', () => {
    let compared = 0
    ESCROW.forEachEvent((event) => {
      for (const which of [0, 1, 2]) {
        const args = event.inputs.map((input) => values(input)[which])
        const { topics, data } = ESCROW.encodeEventLog(event, args)
        const plain = read({ topics: topics as Hex[], data: data as Hex })!
        const general = ESCROW.parseLog({ topics, data })!
        assert.equal(plain.name, general.name)
        for (const { name } of event.inputs) assert.equal(plain.argument(name), general.args.getValue(name))
        compared += event.inputs.length
      }
    })
    assert.ok(compared > 100)
  })

  it('is none where the topic is another, and says so where a word is missing', () => {
    assert.equal(read({ topics: [`0x${'12'.repeat(32)}`], data: '0x' }), null)
    assert.equal(read({ topics: [], data: '0x' }), null)
    const topic = ESCROW.getEvent('Matured')!.topicHash as Hex
    assert.throws(() => read({ topics: [topic], data: '0x00' })?.argument('ledger'), RangeError)
  })
})
