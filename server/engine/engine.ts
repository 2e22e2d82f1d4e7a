import { createTask } from 'node-cron'
import type { ScheduledTask } from 'node-cron'
import { reasonOf } from '../desk/tally.ts'
import type { Tally } from '../desk/tally.ts'
import type { EngineParts } from './job.ts'
import { runPass } from './jobs/pass.ts'
import { SCHEDULE } from './schedule.ts'
import type { Lane, Scheduled } from './schedule.ts'

export interface Engine {
  start(): void
  /** Stops the schedule and waits for what is running. */
  stop(): Promise<void>
  /** One pass now, for somebody who waits for it: takes its turn after whatever is running, here or on another server. */
  readonly pass: () => Promise<Tally>
  /** When `job` runs next by the schedule, in milliseconds of world time; null where it is not scheduled, or the engine does not run. */
  readonly nextRunAt: (job: string) => number | null
  /** Something else that only one server may do at a time: in its turn and under the lease, like a pass. */
  alone<T>(act: () => Promise<T>): Promise<T>
}

/**
 * The engine: the schedule's jobs, those of a lane one after the other, never two at once in this process, and under its lease never two
 * at once on any server. It holds no power: everything it sends, anyone may send.
 */
export function createEngine(parts: EngineParts, schedule: readonly Scheduled[] = SCHEDULE): Engine {
  const lanes = { engine: createQueue(), post: createQueue() } as const satisfies Record<Lane, Queue>
  const told = new Map<Lane, string>()
  let tasks: readonly ScheduledTask[] = []

  async function tick({ job, lane }: Scheduled): Promise<void> {
    // A tick that finds another turn running or waiting is dropped: the next one does the same.
    if (lanes[lane].isBusy()) return
    try {
      await lanes[lane].inTurn(() => job.run(parts))
      told.delete(lane)
    } catch (error) {
      const why = reasonOf(error)
      // While a part is down every tick fails alike; that is news once.
      if (why !== told.get(lane))
        parts.log.error({ job: job.name, error }, `the job "${job.name}" could not run: ${why}`)
      told.set(lane, why)
    }
  }

  return {
    start() {
      tasks = schedule.map((scheduled) =>
        createTask(scheduled.cron, () => tick(scheduled), { name: scheduled.job.name, suppressMissedWarning: true }),
      )
      for (const task of tasks) void task.start()
    },

    async stop() {
      for (const task of tasks) await task.destroy()
      tasks = []
      await Promise.all(Object.values(lanes).map((lane) => lane.idle()))
    },

    nextRunAt: (job) => nextRunOf(tasks.find(({ name }) => name === job)),

    pass: () => lanes.engine.inTurn(() => parts.turn.wait(() => runPass(parts))),

    alone: (act) => lanes.engine.inTurn(() => parts.turn.wait(act)),
  }
}

interface Queue {
  inTurn<T>(act: () => Promise<T>): Promise<T>
  isBusy(): boolean
  /** Once nothing runs or waits. */
  idle(): Promise<unknown>
}

/** One thing after the other. */
function createQueue(): Queue {
  let running: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return {
    inTurn(act) {
      waiting += 1
      const turn = running.then(act).finally(() => (waiting -= 1))
      running = turn.catch(() => undefined) // whoever asked for the turn sees its failure; the next turn only waits for it
      return turn
    },
    isBusy: () => waiting > 0,
    idle: () => running,
  }
}

function nextRunOf(task: ScheduledTask | undefined): number | null {
  return task?.getNextRun()?.getTime() ?? null
}
