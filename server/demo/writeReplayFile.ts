import { writeFile } from 'node:fs/promises'
import type { Hex } from '../domain/terms/terms.ts'
import { toReplayFile } from '../web/view-models/replayFile.ts'
import type { Stage } from './stage.ts'

/** The desk of a demonstration has no accounts: its replay file is read as an auditor would. */
const AUDITOR = { id: 'demo', addresses: [], isAuditor: true } as const

/** The replay file of the deal that was played, as the desk serves it. */
export async function replayFileText({ desk }: Pick<Stage, 'desk'>, dealId: Hex): Promise<string> {
  return `${JSON.stringify(toReplayFile(await desk.readReplayFile({ dealId, viewer: AUDITOR })), null, 1)}\n`
}

/** Writes the same to a file. */
export async function writeReplayFile(stage: Pick<Stage, 'desk'>, dealId: Hex, path: string): Promise<void> {
  await writeFile(path, await replayFileText(stage, dealId))
}
