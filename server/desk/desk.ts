import { advanceReplay } from './advanceReplay.ts'
import { agreeDeal } from './agreeDeal.ts'
import { closeOutDue } from './closeOutDue.ts'
import { enginePass } from './enginePass.ts'
import { expireDue } from './expireDue.ts'
import { indexChain } from './indexChain.ts'
import { markDeals } from './markDeals.ts'
import { nextEventAt } from './nextEventAt.ts'
import { openDeal } from './openDeal.ts'
import { openForParties } from './openForParties.ts'
import { prepareAct } from './prepareAct.ts'
import type { Ports } from './ports.ts'
import { readFate } from './queries/readFate.ts'
import { readSigning } from './queries/readSigning.ts'
import { listDeals } from './queries/listDeals.ts'
import { readDeal } from './queries/readDeal.ts'
import { readFrame } from './queries/readFrame.ts'
import type { FrameMemory } from './queries/readFrame.ts'
import { readIndexValue } from './queries/readIndexValue.ts'
import { readNetwork } from './queries/readNetwork.ts'
import { noAnswersYet, readReadiness } from './queries/readReadiness.ts'
import { rebuildReadModel } from './rebuildReadModel.ts'
import { recordCancellation } from './recordCancellation.ts'
import { recordFixings } from './recordFixings.ts'
import { reconcile } from './reconcile.ts'
import { recordPermit } from './recordPermit.ts'
import { recordSignature } from './recordSignature.ts'
import { signDeal } from './signDeal.ts'
import { settleDue } from './settleDue.ts'

export type Desk = ReturnType<typeof createDesk>

/** The desk: every verb and query, bound to what it is wired with. Web and engine call these and nothing else. */
export function createDesk(ports: Ports) {
  const answers = noAnswersYet(ports.clock.worldNow())
  const frame: FrameMemory = { asOf: 0, checkedAt: 0, readiness: null }
  return {
    // What people ask for
    agreeDeal: bound(ports, agreeDeal),
    recordSignature: bound(ports, recordSignature),
    openDeal: bound(ports, openDeal),
    // What parties do with their own wallets
    prepareAct: bound(ports, prepareAct),
    signDeal: bound(ports, signDeal),
    recordPermit: bound(ports, recordPermit),
    recordCancellation: bound(ports, recordCancellation),
    openForParties: bound(ports, openForParties),
    readSigning: bound(ports, readSigning),
    readFate: bound(ports, readFate),
    // What falls due
    recordFixings: bound(ports, recordFixings),
    settleDue: bound(ports, settleDue),
    markDeals: bound(ports, markDeals),
    closeOutDue: bound(ports, closeOutDue),
    expireDue: bound(ports, expireDue),
    enginePass: bound(ports, enginePass),
    // Following the chain
    indexChain: bound(ports, indexChain),
    rebuildReadModel: bound(ports, rebuildReadModel),
    reconcile: bound(ports, reconcile),
    // Time
    advanceReplay: bound(ports, advanceReplay),
    nextEventAt: bound(ports, nextEventAt),
    // Queries
    readDeal: bound(ports, readDeal),
    listDeals: bound(ports, listDeals),
    readNetwork: bound(ports, readNetwork),
    readIndexValue: bound(ports, readIndexValue),
    readReadiness: () => readReadiness(ports, answers),
    readFrame: () => readFrame(ports, frame, () => readReadiness(ports, answers)),
  }
}

/** `verb` with its ports filled in. */
function bound<Arguments extends unknown[], Answer>(
  ports: Ports,
  verb: (ports: Ports, ...rest: Arguments) => Answer,
): (...rest: Arguments) => Answer {
  return (...rest) => verb(ports, ...rest)
}
