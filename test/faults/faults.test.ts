import assert from 'node:assert/strict'
import { runBench } from './bench.ts'

/** Another sample at every run, and the same again for who names the seed that was printed. */
const SEED = process.env.FAULTS_SEED ?? String(Math.floor(Math.random() * 1_000_000))

// A sample of `npm run test:faults`, which lives through every story and hundreds of faults.
describe('a deal whose call is met, with the engine killed, cut off and overtaken on the way', function () {
  this.timeout(300_000)

  it(`comes to the same money, documents and transactions as undisturbed (seed ${SEED})`, async () => {
    const { differences, faults } = await runBench({ seed: SEED, count: 5, only: 'a call is met' })
    assert.deepEqual(differences, [])
    assert.equal(faults, 5)
  })
})
