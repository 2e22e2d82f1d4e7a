import type { Connection } from 'mongoose'
import { statementModel } from '../../../models/Statement.ts'
import type { StatementDocument } from '../../../models/Statement.ts'
import { statementReachModel } from '../../../models/StatementReach.ts'
import type { Statement, StatementStore } from '../../desk/ports/statements.ts'
import { answered, isDuplicateKey } from './failures.ts'
import { restored, stored } from './stored.ts'
import type { Stored } from './stored.ts'

/** Statements in the database: one document for each account and day, and one for each account that says how far they have come. */
export function createStatementStore(connection: Connection): StatementStore {
  const statements = statementModel(connection)
  const reaches = statementReachModel(connection)

  return {
    insert: async (statement) => {
      try {
        await answered('insert a statement', () => statements.create(documentOf(statement)))
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
      }
    },

    read: async (account, day) => {
      const document = await answered('read a statement', () =>
        statements.findById(idOf({ account, day })).lean<StatementDocument>().exec(),
      )
      return document === null ? null : statementOf(document)
    },

    before: async (account, before, count) => {
      const documents = await answered('read statements', () =>
        statements
          .find({ account, day: { $lt: before } })
          .sort({ day: -1 })
          .limit(count)
          .lean<StatementDocument[]>()
          .exec(),
      )
      return documents.map(statementOf)
    },

    through: async () => {
      const documents = await answered('read how far statements are', () => reaches.find().lean().exec())
      return new Map(documents.map(({ _id, through }) => [_id, through]))
    },

    reach: async (account, day) => {
      await answered('write how far statements are', () =>
        reaches.updateOne({ _id: account }, { $max: { through: day } }, { upsert: true }).exec(),
      )
    },
  }
}

function idOf({ account, day }: Pick<Statement, 'account' | 'day'>): string {
  return `${account}@${day.toString()}`
}

function documentOf(statement: Statement): StatementDocument {
  return { _id: idOf(statement), ...stored(statement) } as unknown as StatementDocument
}

function statementOf(document: StatementDocument): Statement {
  const { _id, ...rest } = document
  return restored<Statement>(rest as unknown as Stored<Statement>)
}
