import type { Connection } from 'mongoose'
import { relayFactModel } from '../../../models/RelayFact.ts'
import type { RelayFactDocument } from '../../../models/RelayFact.ts'
import type { RelayFact, RelayFactStore, RetargetFact, SurvivalFact } from '../../desk/ports/proofs.ts'
import { answered } from './failures.ts'

const IN_CHAIN_ORDER = { block: 1, logIndex: 1 } as const

/** What the relay of Bitcoin's difficulty said, one document for each event. */
export function createRelayFactStore(connection: Connection): RelayFactStore {
  const facts = relayFactModel(connection)

  return {
    async replaceBetween(from, to, told) {
      const documents = told.map(documentOf)
      const others = { block: { $gte: from, $lte: to }, _id: { $nin: documents.map(({ _id }) => _id) } }
      await answered('replace what the relay said', async () => {
        if (documents.length > 0) await facts.bulkWrite(documents.map(upsertOf))
        await facts.deleteMany(others).exec()
      })
    },

    async dropAbove(block) {
      await answered('drop what the relay said', () => facts.deleteMany({ block: { $gt: block } }).exec())
    },

    async retargets() {
      const found = await answered('read the retargets', () =>
        facts.find({ kind: 'retarget' }, { headers: 0 }).sort(IN_CHAIN_ORDER).lean<RelayFactDocument[]>().exec(),
      )
      const latest = new Map(found.map(retargetOf).map((fact) => [fact.number, fact]))
      return [...latest.values()].sort((one, other) => one.number - other.number)
    },

    async retarget(number) {
      const found = await answered('read a retarget', () =>
        facts.findOne({ kind: 'retarget', number }).sort({ block: -1, logIndex: -1 }).lean<RelayFactDocument>().exec(),
      )
      return found === null ? null : retargetOf(found)
    },

    async survivals(number) {
      const found = await answered('read how long an epoch lasted', () =>
        facts
          .find({ kind: 'survival', number })
          .sort({ until: 1, ...IN_CHAIN_ORDER })
          .lean<RelayFactDocument[]>()
          .exec(),
      )
      return found.map((document) => factOf(document) as SurvivalFact)
    },
  }
}

function documentOf(fact: RelayFact) {
  return { _id: `${fact.block}:${fact.logIndex}`, ...fact, headers: [...fact.headers] }
}

function upsertOf(replacement: ReturnType<typeof documentOf>) {
  return { replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true } }
}

function retargetOf(document: RelayFactDocument): RetargetFact {
  return factOf(document) as RetargetFact
}

function factOf({ _id, ...fact }: RelayFactDocument): RelayFact {
  return { ...fact, headers: (fact.headers as readonly unknown[] | undefined) ?? [] } as unknown as RelayFact
}
