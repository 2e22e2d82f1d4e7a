import { tellingPeople } from './tellingPeople.ts'
import { advanceReplay, replayEndsAt } from './advanceReplay.ts'
import { agreeDeal } from './agreeDeal.ts'
import { bound } from './bound.ts'
import { closeOutDue } from './closeOutDue.ts'
import { enginePass } from './enginePass.ts'
import { expireDue } from './expireDue.ts'
import { forgetSessions } from './forgetSessions.ts'
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
import { readAccount } from './queries/readAccount.ts'
import { readConfirmation } from './queries/readConfirmation.ts'
import { readDeal } from './queries/readDeal.ts'
import { readDealPage } from './queries/readDealPage.ts'
import { readFrame } from './queries/readFrame.ts'
import type { FrameMemory } from './queries/readFrame.ts'
import { readEpochProof } from './queries/readEpochProof.ts'
import { readHome } from './queries/readHome.ts'
import { readIndexPage } from './queries/readIndexPage.ts'
import { readIndexValue } from './queries/readIndexValue.ts'
import { countNeeds, readNeeds } from './queries/readNeeds.ts'
import { readNetwork } from './queries/readNetwork.ts'
import { readPersonNeeded } from './queries/readPersonNeeded.ts'
import { readPortfolio } from './queries/readPortfolio.ts'
import { countTakeovers, readTakeover, readTakeovers } from './queries/readTakeovers.ts'
import { noAnswersYet, readReadiness } from './queries/readReadiness.ts'
import { readReplayFile } from './queries/readReplayFile.ts'
import { rebuildReadModel } from './rebuildReadModel.ts'
import { recordCancellation } from './recordCancellation.ts'
import { recordFixings } from './recordFixings.ts'
import { relayRetargets } from './relayRetargets.ts'
import { resolveContradiction } from './resolveContradiction.ts'
import { recordPermit } from './recordPermit.ts'
import { recordSignature } from './recordSignature.ts'
import { signDeal } from './signDeal.ts'
import { settleDue } from './settleDue.ts'
import { registerAccount } from './registerAccount.ts'
import { registerDemoPerson } from './registerDemoPerson.ts'
import { nameReaders } from './nameReaders.ts'
import { watchOfTheDesk } from './watchOfTheDesk.ts'
import { hasDemoPeople } from './queries/hasDemoPeople.ts'
import { signIn } from './signIn.ts'
import { challengeWallet } from './challengeWallet.ts'
import { changeCallSettings } from './changeCallSettings.ts'
import { linkWallet } from './linkWallet.ts'
import { publishRfq } from './publishRfq.ts'
import { saveDraft } from './saveDraft.ts'
import { publishDraft } from './publishDraft.ts'
import { withdrawRfq } from './withdrawRfq.ts'
import { submitQuote } from './submitQuote.ts'
import { counterOffer } from './counterOffer.ts'
import { acceptOffer } from './acceptOffer.ts'
import { declineOffer } from './declineOffer.ts'
import { withdrawOffer } from './withdrawOffer.ts'
import { introduceClients } from './introduceClients.ts'
import { takeOverIntroduction } from './takeOverIntroduction.ts'
import { findPeople } from './queries/findPeople.ts'
import { listBoard } from './queries/listBoard.ts'
import { readRfq } from './queries/readRfq.ts'
import { tellingLast } from './lastTold.ts'
import { deskToken } from './tokenOf.ts'
import { listRfqs } from './queries/listRfqs.ts'
import { readBroker } from './queries/readBroker.ts'
import { previewTerms } from './queries/previewTerms.ts'
import { proposeTerms } from './queries/proposeTerms.ts'
import { readNegotiationPage } from './queries/readNegotiationPage.ts'
import { readBoardPage } from './queries/readBoardPage.ts'
import { readRfqPage } from './queries/readRfqPage.ts'
import { readNegotiation } from './queries/readNegotiation.ts'
import { listNegotiations } from './queries/listNegotiations.ts'

export type Desk = ReturnType<typeof createDesk>

/** The desk: every verb and query, bound to what it is wired with. Web and engine call these and nothing else. */
export function createDesk(ports: Ports) {
  const answers = noAnswersYet(ports.clock.worldNow())
  const frame: FrameMemory = { asOf: 0, checkedAt: 0, readiness: null }
  return {
    // Negotiating goes on while the chain is away, except for what asks it.
    ...peopleAndNegotiations({ ...ports, clock: tellingLast(ports.clock, frame) }),
    ...dealsOfPeople(ports),
    ...pagesOfTheDesk(ports),
    ...watchOfTheDesk(ports),
    ...indexOfTheDesk(ports),
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
    forgetSessions: bound(ports, forgetSessions),
    // Following the chain
    indexChain: bound(ports, indexChain),
    rebuildReadModel: bound(ports, rebuildReadModel),
    // Time
    advanceReplay: bound(ports, advanceReplay),
    nextEventAt: bound(ports, nextEventAt),
    replayEndsAt: bound(ports, replayEndsAt),
    // Queries
    readAccount: bound(ports, readAccount),
    readDeal: bound(ports, readDeal),
    listDeals: bound(ports, listDeals),
    readNetwork: bound(ports, readNetwork),
    readPersonNeeded: bound(ports, readPersonNeeded),
    readReadiness: () => readReadiness(ports, answers),
    readFrame: () => readFrame(ports, frame, () => readReadiness(ports, answers)),
  }
}

/** The pages that are about the desk itself. */
function pagesOfTheDesk(ports: Ports) {
  return {
    readHome: bound(ports, readHome),
    readIndexPage: bound(ports, readIndexPage),
  }
}

/** The index: its values, what is proven of them, and what a person decides where the proof contradicts what was published. */
function indexOfTheDesk(ports: Ports) {
  return {
    readIndexValue: bound(ports, readIndexValue),
    readEpochProof: bound(ports, readEpochProof),
    relayRetargets: bound(ports, relayRetargets),
    resolveContradiction: bound(ports, resolveContradiction),
  }
}

/** What people read of their deals, and what waits for them. */
function dealsOfPeople(ports: Ports) {
  return {
    readDealPage: bound(ports, readDealPage),
    readConfirmation: bound(ports, readConfirmation),
    readReplayFile: bound(ports, readReplayFile),
    readPortfolio: bound(ports, readPortfolio),
    ...tellingPeople(ports),
    readNeeds: bound(ports, readNeeds),
    countNeeds: bound(ports, countNeeds),
    readTakeovers: bound(ports, readTakeovers),
    readTakeover: bound(ports, readTakeover),
    countTakeovers: bound(ports, countTakeovers),
  }
}

/** Accounts and their wallets; requests, and what is negotiated on them. */
function peopleAndNegotiations(ports: Ports) {
  return {
    // People and their wallets
    registerAccount: bound(ports, registerAccount),
    signIn: bound(ports, signIn),
    registerDemoPerson: bound(ports, registerDemoPerson),
    nameReaders: bound(ports, nameReaders),
    hasDemoPeople: bound(ports, hasDemoPeople),
    challengeWallet: bound(ports, challengeWallet),
    linkWallet: bound(ports, linkWallet),
    changeCallSettings: bound(ports, changeCallSettings),
    // Negotiation
    publishRfq: bound(ports, publishRfq),
    saveDraft: bound(ports, saveDraft),
    publishDraft: bound(ports, publishDraft),
    withdrawRfq: bound(ports, withdrawRfq),
    submitQuote: bound(ports, submitQuote),
    counterOffer: bound(ports, counterOffer),
    acceptOffer: bound(ports, acceptOffer),
    declineOffer: bound(ports, declineOffer),
    withdrawOffer: bound(ports, withdrawOffer),
    introduceClients: bound(ports, introduceClients),
    takeOverIntroduction: bound(ports, takeOverIntroduction),
    // Queries
    findPeople: bound(ports, findPeople),
    listBoard: bound(ports, listBoard),
    readRfq: bound(ports, readRfq),
    readBoardPage: bound(ports, readBoardPage),
    readRfqPage: bound(ports, readRfqPage),
    readNegotiationPage: bound(ports, readNegotiationPage),
    readBroker: bound(ports, readBroker),
    proposeTerms: bound(ports, proposeTerms),
    previewTerms: bound(ports, previewTerms),
    deskToken: () => deskToken(ports),
    listRfqs: bound(ports, listRfqs),
    readNegotiation: bound(ports, readNegotiation),
    listNegotiations: bound(ports, listNegotiations),
  }
}
