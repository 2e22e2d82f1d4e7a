import mongoose from 'mongoose'
import type { Connection } from 'mongoose'
import { accountModel } from '../../../models/Account.ts'
import { attemptModel } from '../../../models/Attempt.ts'
import { chainCursorModel } from '../../../models/ChainCursor.ts'
import { dealModel } from '../../../models/Deal.ts'
import { deliveryModel } from '../../../models/Delivery.ts'
import { epochCheckModel } from '../../../models/EpochCheck.ts'
import { fixingModel } from '../../../models/Fixing.ts'
import { jobRunModel } from '../../../models/JobRun.ts'
import { leaseModel } from '../../../models/Lease.ts'
import { mismatchModel } from '../../../models/Mismatch.ts'
import { negotiationModel } from '../../../models/Negotiation.ts'
import { newsModel } from '../../../models/News.ts'
import { outboxModel } from '../../../models/Outbox.ts'
import { relayFactModel } from '../../../models/RelayFact.ts'
import { rfqModel } from '../../../models/Rfq.ts'
import { sendingModel } from '../../../models/Sending.ts'
import { statementModel } from '../../../models/Statement.ts'
import type { Health } from '../../desk/ports.ts'
import { answered } from './failures.ts'

/** How long to look for the database before saying that it does not answer. */
const SELECTION_MILLISECONDS = 3_000

const MODELS = [
  dealModel,
  deliveryModel,
  epochCheckModel,
  fixingModel,
  chainCursorModel,
  leaseModel,
  jobRunModel,
  mismatchModel,
  accountModel,
  attemptModel,
  relayFactModel,
  rfqModel,
  negotiationModel,
  newsModel,
  outboxModel,
  sendingModel,
  statementModel,
]

/**
 * One connection to the database, with the indices of every collection in place. `name` is the database, if the address has none.
 *
 * Journalled writes, unless the address itself says otherwise: an acknowledged write survives a crash of the database. Throws
 * PortFailure when it does not answer.
 */
export async function connectDatabase(uri: string, name?: string): Promise<Connection> {
  const connection = mongoose.createConnection(uri, {
    serverSelectionTimeoutMS: SELECTION_MILLISECONDS,
    writeConcern: { w: 'majority', journal: isJournalled(uri) },
    bufferCommands: false,
    autoIndex: false,
    ...(name === undefined ? {} : { dbName: name }),
  })
  return answered('connect', async () => {
    await connection.asPromise()
    for (const model of MODELS) await model(connection).createIndexes()
    return connection
  })
}

function isJournalled(uri: string): boolean {
  return !/[?&]journal=false(&|$)/.test(uri)
}

/** Whether the database answers now. */
export function databaseHealth(connection: Connection): Health['database'] {
  return () =>
    answered('ping', async () => {
      await connection.db?.command({ ping: 1 })
    })
}
