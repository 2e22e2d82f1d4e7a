import assert from 'node:assert/strict'
import { Interface } from 'ethers'
import type { Fragment } from 'ethers'
import { BME_ORACLE, ESCROW, FACTORY, KEEPER, ORACLE, RELAY, TOKEN } from '../../../server/adapters/chain/abi.ts'
import { CONTRACT_ERRORS } from '../../../server/adapters/chain/contractErrors.ts'
import { builtArtifact } from '../../support/chain.ts'

/** Every fragment in one spelling, with the names of arguments and results. */
function spelled(fragments: readonly Fragment[]): readonly string[] {
  return fragments.map((fragment) => fragment.format('full'))
}

function compiled(name: string): Interface {
  return new Interface(builtArtifact(name).abi as ConstructorParameters<typeof Interface>[0])
}

describe('the ABIs the desk speaks', () => {
  const contracts = [
    { name: 'DealFactory', ours: FACTORY },
    { name: 'DealEscrow', ours: ESCROW },
    { name: 'Keeper', ours: KEEPER },
    { name: 'AttestedOracle', ours: ORACLE },
    { name: 'DifficultyRelay', ours: RELAY },
    { name: 'BmeOracle', ours: BME_ORACLE },
  ]
  for (const { name, ours } of contracts) {
    it(`say of ${name} what its source says, word for word`, () => {
      const theirs = [...spelled(compiled(name).fragments), ...spelled(compiled(`I${name}`).fragments)]
      for (const fragment of spelled(ours.fragments)) assert.ok(theirs.includes(fragment), fragment)
    })
  }

  it('say of the token what its source says, whatever it names its arguments', () => {
    const theirs = compiled('TestToken')
      .fragments.filter(({ type }) => type !== 'constructor')
      .map((fragment) => fragment.format('sighash'))
    for (const fragment of TOKEN.fragments) assert.ok(theirs.includes(fragment.format('sighash')))
  })

  it('leave out no event of an escrow', () => {
    const theirs = spelled(compiled('DealEscrow').fragments.filter(({ type }) => type === 'event'))
    assert.deepEqual(spelled(ESCROW.fragments.filter(({ type }) => type === 'event')).toSorted(), theirs.toSorted())
  })
})

describe('the errors the desk can read', () => {
  for (const name of [
    'DealFactory',
    'DealEscrow',
    'OpenChecks',
    'IndexReads',
    'Keeper',
    'AttestedOracle',
    'DifficultyRelay',
    'BmeOracle',
    'TestToken',
  ]) {
    it(`include every error of ${name}, with its arguments`, () => {
      const known = spelled(CONTRACT_ERRORS.fragments)
      for (const error of spelled(compiled(name).fragments.filter(({ type }) => type === 'error'))) {
        assert.ok(known.includes(error), error)
      }
    })
  }

  it('include none that no contract has', () => {
    const names = [
      'DealFactory',
      'DealEscrow',
      'OpenChecks',
      'IDealFactory',
      'IDealEscrow',
      'AttestedOracle',
      'DifficultyRelay',
      'BmeOracle',
      'TestToken',
    ]
    const theirs = names.flatMap((name) => spelled(compiled(name).fragments))
    for (const error of spelled(CONTRACT_ERRORS.fragments)) assert.ok(theirs.includes(error), error)
  })
})
