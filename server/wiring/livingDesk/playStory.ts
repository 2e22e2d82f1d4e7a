import type { Scene, Stage } from './stage.ts'

/**
 * Plays the scenes that have not been played, each at its desk time, with the engine's pass at every moment at which something falls
 * due on the way. A start that was interrupted is taken up where it was left; a desk with another history is left alone.
 */
export async function playStory({ desk, ports }: Stage, scenes: readonly Scene[]): Promise<void> {
  // What an interrupted start has sent is read, what it left half done is finished, and that is read, before anything is asked.
  await desk.enginePass()
  await desk.indexChain()
  if (!(await isOfThisHistory(scenes, await ports.clock.asOf()))) return
  for (const scene of scenes) {
    if ((await ports.clock.asOf()) < scene.at) await desk.advanceReplay({ to: scene.at })
    if (!(await scene.isDone())) await scene.play()
  }
}

/** Whether everything was played that must have been by now: time went on only when a moment's scenes were over. */
async function isOfThisHistory(scenes: readonly Scene[], asOf: number): Promise<boolean> {
  const begun = scenes.filter(({ at }) => at <= asOf)
  const moment = begun.at(-1)?.at ?? 0
  for (const scene of begun) {
    if (scene.at < moment && !(await scene.isDone())) return false
  }
  return true
}
