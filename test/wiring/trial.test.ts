import assert from 'node:assert/strict'
import { parseEnv } from '../../config/env.ts'
import { createDesk } from '../../server/desk/desk.ts'
import type { Desk } from '../../server/desk/desk.ts'
import { ZERO_ADDRESS } from '../../server/domain/terms/terms.ts'
import { mayTryOut, startTrial } from '../../server/wiring/trial.ts'
import type { TrialParts } from '../../server/wiring/trial.ts'
import { aWorld } from '../support/deals.ts'

const OWN_CHAIN = { RPC_URL: 'http://127.0.0.1:8545' }

describe('whether a desk is for trying out', () => {
  const DESKS = [
    {
      is: true,
      environment: {},
      chainId: 31_337,
      because: 'its chain is its own child, and only this machine reaches it',
    },
    { is: true, environment: { HOST: '::1' }, chainId: 31_337, because: '::1 is this machine too' },
    { is: true, environment: { HOST: 'localhost' }, chainId: 31_337, because: 'so is localhost' },
    { is: false, environment: {}, chainId: 1, because: 'money may be real on any other chain' },
    { is: false, environment: OWN_CHAIN, chainId: 31_337, because: 'others may use a development chain of one’s own' },
    { is: false, environment: { ...OWN_CHAIN, HOST: '0.0.0.0' }, chainId: 31_337, because: 'anybody could come in' },
  ]
  for (const { is, environment, chainId, because } of DESKS) {
    it(`is ${is ? 'yes' : 'no'}: ${because}`, () => {
      assert.equal(mayTryOut(parseEnv(environment), { network: networkOf(chainId) }), is)
    })
  }

  it('is no even where the configuration would let others in by mistake', () => {
    const env = { ...parseEnv({}), host: '0.0.0.0' }
    assert.equal(mayTryOut(env, { network: networkOf(31_337) }), false)
  })
})

describe('a desk that is not for trying out', () => {
  it('brings nothing along for trying', async () => {
    const { ports } = await aWorld()
    assert.equal(await startTrial(partsOf(createDesk(ports))), null)
  })

  it('does not start on a database with demo people, whose passwords are public', async () => {
    const { ports } = await aWorld()
    const desk = createDesk(ports)
    await desk.registerDemoPerson({
      email: 'm@demo.example',
      name: 'Demo',
      role: 'miner',
      password: 'known to everybody',
    })
    await assert.rejects(startTrial(partsOf(desk)), /holds the demo people of a desk for trying out/)
  })
})

function networkOf(chainId: number) {
  return { chainId, rpcUrl: '', factory: ZERO_ADDRESS, keeper: ZERO_ADDRESS, oracle: ZERO_ADDRESS, tokens: [] }
}

/** The parts of a desk on a chain of its user's own, of which nothing else is asked. */
function partsOf(desk: Desk): TrialParts {
  return { env: parseEnv(OWN_CHAIN), desk, chainPart: { network: networkOf(31_337) } } as unknown as TrialParts
}
