import { PortFailure } from '../desk/ports.ts'

/** How long people wait, in milliseconds. */
export interface Patience {
  /** Before the part is asked whether it is there at all. */
  readonly beforeDoubt: number
  /** For its answer to that. */
  readonly forProof: number
  /** For an answer of a part that is there. */
  readonly forAnswer: number
  /** Between two looks at a part that is down. */
  readonly betweenLooks: number
}

export const PATIENCE: Patience = { beforeDoubt: 1_000, forProof: 1_000, forAnswer: 3_500, betweenLooks: 1_000 }

/** A part outside, asked on behalf of people who wait. */
export interface PartWatch {
  /** The answer to `question`. Throws PortFailure when it takes too long; at once, and unasked, while the part is down. */
  ask<T>(what: string, question: () => Promise<T>): Promise<T>
}

/**
 * Watches one part, so that a part that hangs does not make every page hang with it.
 *
 * A question that fails or is slow raises a doubt, and the doubt is settled by `proof`: a part that does not give it in time is down.
 * All questions under way then fail, new ones fail at once, and `proof` alone is asked again until it comes. A part that is there but
 * refuses one question, or is slow with it, is not down.
 */
export function watchPart(
  part: PortFailure['part'],
  proof: () => Promise<unknown>,
  patience: Patience = PATIENCE,
): PartWatch {
  const failure = (why: string) => new PortFailure(part, `the ${part} does not answer (${why})`)
  const pending = new Set<(failure: PortFailure) => void>()
  const presence = watchPresence(proof, patience, () => {
    for (const fail of pending) fail(failure('it is down'))
  })

  return {
    ask: async (what, question) => {
      if (presence.isDown()) throw failure(`${what}: it is down`)
      const doubting = later(patience.beforeDoubt, presence.doubt)
      let fail: (failure: PortFailure) => void = () => undefined
      const goingDown = new Promise<never>((_, reject) => (fail = reject))
      pending.add(fail)
      try {
        return await Promise.race([within(patience.forAnswer, question), goingDown])
      } catch (error) {
        if (error instanceof TooSlow) throw failure(`${what}: no answer in ${patience.forAnswer} ms`)
        if (error instanceof PortFailure) presence.doubt()
        throw error
      } finally {
        clearTimeout(doubting)
        pending.delete(fail)
      }
    },
  }
}

interface Presence {
  readonly isDown: () => boolean
  /** Has a look, unless one is under way or it is known to be down. */
  readonly doubt: () => void
}

/** Whether something is there, by `proof`; `tellDown` is called when it is found to be gone. Once gone, it is looked for until it is back. */
function watchPresence(proof: () => Promise<unknown>, patience: Patience, tellDown: () => void): Presence {
  let isDown = false
  let isLooking = false

  const look = async () => {
    const isThere = await within(patience.forProof, proof).then(
      () => true,
      () => false,
    )
    isLooking = false
    isDown = !isThere
    if (!isDown) return
    tellDown()
    later(patience.betweenLooks, () => void look())
  }

  return {
    isDown: () => isDown,
    doubt: () => {
      if (isDown || isLooking) return
      isLooking = true
      void look()
    },
  }
}

class TooSlow extends Error {}

async function within<T>(milliseconds: number, question: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const tooSlow = new Promise<never>((_, reject) => {
    timer = later(milliseconds, () => {
      reject(new TooSlow())
    })
  })
  try {
    return await Promise.race([question(), tooSlow])
  } finally {
    clearTimeout(timer)
  }
}

/** Keeps no process alive that has nothing else to do. */
function later(milliseconds: number, act: () => void): NodeJS.Timeout {
  return setTimeout(act, milliseconds).unref()
}
