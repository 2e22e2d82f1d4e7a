import assert from 'node:assert/strict'
import { createChanges } from '../../server/adapters/changes.ts'
import { createDesk } from '../../server/desk/desk.ts'
import type { IndexSource, Ports } from '../../server/desk/ports.ts'
import type { Change } from '../../server/desk/ports/changes.ts'
import { isoInstant, parseInstant } from '../../server/domain/units/calendar.ts'
import { createReplayPlayer } from '../../server/engine/replayPlayer.ts'
import type { ReplayPlayer } from '../../server/engine/replayPlayer.ts'
import { aWorld, anAgreedDeal, anOpenDeal, dealTerms, sign } from '../support/deals.ts'
import { isRefusal } from '../support/refusals.ts'
import type { World } from '../support/ports.ts'

describe('time that plays by itself', () => {
  it('begins paused, and stands still until somebody moves it', async () => {
    const { player, now } = await aPlayer()
    assert.deepEqual(player.state(), { isPlaying: false, speed: 1, hasEnded: false, stoppedFor: null })
    assert.equal(await now(), '2021-05-14T00:10:00Z')
  })

  it('moves a day with every beat, through the fixing on the way', async () => {
    const { player, now, beats, world } = await aPlayer()
    player.play(1)
    await beats.wait(3)
    assert.equal(await now(), '2021-05-17T00:10:00Z')
    assert.equal(await world.ports.oracle.lastFixed('BME14'), 18_763)
    assert.equal(player.state().isPlaying, true)
    await player.stop()
  })

  it('moves a week with every beat when it plays faster, and each day of it has its own fixing', async () => {
    const { player, now, beats, world } = await aPlayer()
    player.play(7)
    await beats.wait(1)
    assert.equal(await now(), '2021-05-21T00:10:00Z')
    const fixings = await world.ports.fixings.between('BME14', 18_761, 18_767)
    assert.equal(fixings.length, 7)
    await player.stop()
  })

  it('takes a second for each beat, the work in it included', async () => {
    const { player, beats, world } = await aPlayer({ passTakes: 300 })
    player.play(1)
    await beats.wait(1)
    // The fixing and the end of the day: two passes of 300 ms.
    assert.equal(beats.lengths[0], 400)
    assert.equal(world.world.now, 1_000_600)
    await player.stop()
  })

  it('stops at the very moment at which a side is called, and says on which deal', async () => {
    const world = await aWorld()
    const { id, terms } = await anOpenDeal(world)
    const { player, now, stopped } = await aPlayer({ world })
    player.play(7)
    await stopped()
    // The week that began on 28 May is not played to its end: the fixing of 30 May opens the call.
    assert.equal((await now()).slice(0, 16), '2021-05-31T00:05')
    const { isPlaying, stoppedFor } = player.state()
    assert.equal(isPlaying, false)
    assert.ok(stoppedFor !== null && stoppedFor !== 'failure')
    assert.deepEqual(
      [stoppedFor.reason, stoppedFor.id, stoppedFor.concerns],
      ['callOpened', id, [terms.seller, terms.buyer]],
    )
  })

  it('goes on after a call that nobody meets, and stops at the default', async () => {
    const world = await aWorld()
    await anOpenDeal(world)
    const { player, stopped } = await aPlayer({ world })
    player.play(7)
    await stopped()
    player.play(7)
    assert.equal(player.state().stoppedFor, null)
    await stopped()
    assert.equal(reasonOf(player), 'defaultClosedOut')
  })

  it('stops when somebody leaves a deal to be signed meanwhile', async () => {
    const world = await aWorld()
    const deal = await anAgreedDeal(world, dealTerms({ openBy: parseInstant('2021-06-20T00:00:00Z') }))
    const { player, beats, announce, stopped } = await aPlayer({ world })
    player.play(1)
    await beats.wait(1)
    await sign(world, deal, 'seller')
    announce({ what: 'deal', id: deal.id })
    await stopped()
    assert.equal(reasonOf(player), 'signatureAwaited')
  })

  it('does not stop for a deal that runs as agreed', async () => {
    const world = await aWorld()
    const { id } = await anOpenDeal(world)
    const { player, beats, announce } = await aPlayer({ world })
    player.play(1)
    await beats.wait(1)
    announce({ what: 'deal', id })
    await beats.wait(3)
    assert.equal(player.state().isPlaying, true)
    await player.stop()
  })

  it('stands still once it is paused, though the step under way is finished', async () => {
    const { player, now, beats } = await aPlayer()
    player.play(7)
    await beats.wait(1)
    player.pause()
    await player.stop()
    assert.equal(await now(), '2021-05-21T00:10:00Z')
    assert.equal(player.state().isPlaying, false)
  })

  it('stops at the end of the table, says so, and does not begin again', async () => {
    const world = await aWorld()
    const all = await world.ports.index.epochs()
    const june = parseInstant('2021-06-01T00:00:00Z')
    const index: IndexSource = {
      kind: 'epoch-table',
      epochs: async () => all.filter(({ firstTime }) => firstTime < june),
    }
    const { player, now, stopped } = await aPlayer({ world, different: { index } })
    player.play(7)
    await stopped()
    // The last epoch that is left began on 30 May 2021: its first day is the last that can be fixed.
    assert.equal(await now(), '2021-05-31T00:05:00Z')
    assert.deepEqual(player.state(), { isPlaying: false, speed: 7, hasEnded: true, stoppedFor: null })
    player.play(1)
    assert.equal(player.state().isPlaying, false)
    await assert.rejects(player.nextEvent(), isRefusal('tableExhausted'))
    const { player: afterRestart } = await aPlayer({ world, different: { index } })
    assert.equal(afterRestart.state().hasEnded, true)
  })

  it('stops and tells the log when a step fails', async () => {
    const world = await aWorld()
    const history = { ...world.ports.history, head: () => Promise.reject(new Error('no answer')) }
    const { player, stopped } = await aPlayer({ world, different: { history } })
    player.play(1)
    await stopped()
    assert.equal(player.state().stoppedFor, 'failure')
    assert.deepEqual(world.logged.error, ['time could not be moved: no answer'])
  })

  it('tells open pages of every step, and that it was paused', async () => {
    const { player, told } = await aPlayer()
    await player.nextEvent()
    const before = told.length
    assert.ok(told.every(({ what }) => what === 'clock'))
    player.play(1)
    player.pause()
    assert.equal(told.length, before + 2)
    await player.stop()
  })
})

describe('time that is moved by hand', () => {
  it('goes to the next thing that falls due', async () => {
    const { player, now } = await aPlayer()
    await player.nextEvent()
    assert.equal(await now(), '2021-05-15T00:05:00Z')
  })

  it('moves once for each of two clicks, one after the other', async () => {
    const { player, now } = await aPlayer()
    await Promise.all([player.advance(1), player.advance(1)])
    assert.equal(await now(), '2021-05-16T00:10:00Z')
  })

  it('says what the week that was skipped has left for a person to do', async () => {
    const world = await aWorld()
    await anOpenDeal(world)
    const { player } = await aPlayer({ world })
    await player.advance(21)
    assert.equal(reasonOf(player), 'callOpened')
    await player.advance(1)
    assert.equal(player.state().stoppedFor, null)
  })

  it('takes over from time that plays', async () => {
    const { player, now, beats } = await aPlayer()
    player.play(1)
    await beats.wait(1)
    await player.nextEvent()
    assert.equal(await now(), '2021-05-16T00:05:00Z')
    assert.equal(player.state().isPlaying, false)
  })
})

function reasonOf(player: ReplayPlayer): string | null {
  const { stoppedFor } = player.state()
  return stoppedFor === null || stoppedFor === 'failure' ? stoppedFor : stoppedFor.reason
}

interface Wanted {
  readonly world?: World
  readonly different?: Partial<Ports>
  /** Milliseconds of world time that a pass takes. */
  readonly passTakes?: number
}

/** A player over a desk in memory, whose beats follow one another as fast as they are waited for. */
async function aPlayer({ world: given, different = {}, passTakes = 0 }: Wanted = {}) {
  const world = given ?? (await aWorld())
  const ports = { ...world.ports, ...different }
  const desk = createDesk(ports)
  const changes = createChanges(ports.log)
  const told: Change[] = []
  changes.listen((change) => told.push(change))
  const beats = manualBeats()
  const player = await createReplayPlayer({
    desk,
    pass: () => {
      world.world.now += passTakes
      return desk.enginePass()
    },
    clock: ports.clock,
    log: ports.log,
    changes,
    wait: beats.pause,
  })
  return {
    world,
    player,
    beats,
    told,
    announce: (change: Change) => changes.announce(change),
    now: async () => isoInstant(await ports.clock.asOf()),
    /** Lets time play until it stops by itself. */
    stopped: async () => {
      while (player.state().isPlaying) {
        beats.next()
        await new Promise((resolve) => setImmediate(resolve))
      }
      await player.stop()
    },
  }
}

/** Beats that end when the test says so. */
function manualBeats() {
  const lengths: number[] = []
  let goOn = () => {}
  let arrived = () => {}
  const pause = (milliseconds: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      lengths.push(milliseconds)
      goOn = resolve
      signal.addEventListener('abort', () => resolve())
      arrived()
    })
  return {
    lengths,
    pause,
    next: () => goOn(),
    /** Waits until so many beats have been played. */
    wait: async (count: number) => {
      const wanted = lengths.length + count
      goOn()
      while (lengths.length < wanted) {
        await new Promise<void>((resolve) => (arrived = resolve))
        if (lengths.length < wanted) goOn()
      }
    },
  }
}
