/** A whole desk for trying out, as its user runs it, for tests in a browser: demo people, play money, the seeded past, a clock of its own. */
import { temporaryFolder } from './embedded.ts'
import { startDesk } from './runningDesk.ts'
import type { RunningDesk } from './runningDesk.ts'

export interface TrialDesk extends Pick<RunningDesk, 'url' | 'network'> {
  stop(): Promise<void>
}

/** Starts a desk that nobody has used yet, on free ports and a folder that is thrown away. */
export async function startTrialDesk(): Promise<TrialDesk> {
  const desk = await startDesk(temporaryFolder())
  const { url } = desk
  return { url, network: () => desk.network(), stop: () => desk.interrupt().then(() => undefined) }
}
