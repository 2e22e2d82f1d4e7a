import assert from 'node:assert/strict'
import { Interface } from 'ethers'
import type { FunctionFragment, ParamType } from 'ethers'
import { builtArtifact } from '../support/chain.ts'

interface Call {
  readonly name: string
  readonly takes: readonly (readonly [name: string, type: string])[]
}

interface Calldata {
  readonly CALLS: Readonly<Record<string, Call>>
  readonly ENFORCED_TERMS: Call['takes']
  readonly encoded: (name: string, args?: readonly unknown[]) => string
  readonly decoded: (data: string) => {
    readonly name: string
    readonly args: readonly { label: string; value: string }[]
  }
}

const PUBLIC = '../../public/js/'
const { CALLS, ENFORCED_TERMS, encoded, decoded } = (await import(`${PUBLIC}calldata.js`)) as Calldata

function functionsOf(contract: string): readonly FunctionFragment[] {
  const found: FunctionFragment[] = []
  new Interface(builtArtifact(contract).abi as ConstructorParameters<typeof Interface>[0]).forEachFunction(
    (fragment) => void found.push(fragment),
  )
  return found
}

/** A tuple as its fields: on the wire they stand one after the other. */
function flat(inputs: readonly ParamType[]): readonly (readonly [string, string])[] {
  return inputs.flatMap((input) =>
    input.components === null ? [[input.name, input.type] as const] : flat(input.components),
  )
}

describe('what the browser knows of the contracts', () => {
  const known = ['IDealEscrow', 'IDealFactory', 'IAttestedOracle', 'IIndexOracle', 'TestToken'].flatMap(functionsOf)

  for (const [selector, { name, takes }] of Object.entries(CALLS)) {
    it(`${name} is what its source says`, () => {
      const fragment = known.find((each) => each.selector === selector)
      assert.equal(fragment?.name, name)
      const wanted = flat(fragment.inputs).slice(0, takes.length)
      assert.deepEqual(
        takes.map(([, type]) => type),
        wanted.map(([, type]) => type),
      )
      if (name === 'cancel') assert.deepEqual(takes, wanted)
    })
  }

  it('the terms that an escrow answers with are read field by field', () => {
    const terms = functionsOf('IDealEscrow').find(({ name }) => name === 'terms')
    assert.deepEqual(ENFORCED_TERMS, flat(terms!.outputs))
  })

  it('a call is written and read back, negative payments included', () => {
    const data = encoded('proposeTermination', [-5n])
    const [escrow] = [new Interface(builtArtifact('DealEscrow').abi as ConstructorParameters<typeof Interface>[0])]
    assert.equal(data, escrow.encodeFunctionData('proposeTermination', [-5n]))
    assert.deepEqual(decoded(data), { name: 'proposeTermination', args: [{ label: 'payment', value: '-5' }] })
    const to = '0x976EA74026E726554dB657fA54763abd0C3a0aa9'
    assert.equal(encoded('withdraw', [1n, 7n, to]), escrow.encodeFunctionData('withdraw', [1, 7n, to]))
  })
})
