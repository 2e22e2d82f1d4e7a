import type { Connection, Model } from 'mongoose'
import { leaseModel } from '../../../models/Lease.ts'
import type { LeaseDocument } from '../../../models/Lease.ts'
import type { Lease, LeaseStore } from '../../desk/ports.ts'
import { answered, isDuplicateKey } from './failures.ts'

type Leases = Model<LeaseDocument>

/** Leases in the database. Each step is one conditional update of one document, so that of many who try one succeeds. */
export function createLeaseStore(connection: Connection): LeaseStore {
  const leases = leaseModel(connection)
  return {
    async acquire(name, holder, now, milliseconds) {
      const wanted = { name, holder, until: now + milliseconds }
      const document = await answered(
        'acquire a lease',
        async () =>
          (await renew(leases, { _id: name, holder }, wanted.until)) ??
          (await takeOver(leases, wanted, now)) ??
          (await takeFirst(leases, wanted)),
      )
      return document === null ? null : leaseOf(document)
    },

    async renew({ name, holder, token }, until) {
      const document = await answered('renew a lease', () => renew(leases, { _id: name, holder, token }, until))
      return document === null ? null : leaseOf(document)
    },

    async release({ name, holder, token }) {
      await answered('release a lease', () =>
        leases.updateOne({ _id: name, holder, token }, { $set: { until: 0 } }).exec(),
      )
    },

    async read(name) {
      const document = await answered('read a lease', () => leases.findOne({ _id: name }).lean<LeaseDocument>().exec())
      return document === null ? null : leaseOf(document)
    },
  }
}

type Wanted = Omit<Lease, 'token'>

function renew(
  leases: Leases,
  ours: { readonly _id: string; readonly holder: string; readonly token?: number },
  until: number,
): Promise<LeaseDocument | null> {
  return leases.findOneAndUpdate(ours, { $set: { until } }, { returnDocument: 'after' }).lean<LeaseDocument>().exec()
}

function takeOver(leases: Leases, { name, holder, until }: Wanted, now: number): Promise<LeaseDocument | null> {
  const free = { _id: name, holder: { $ne: holder }, until: { $lte: now } }
  const change = { $set: { holder, until }, $inc: { token: 1 } }
  return leases.findOneAndUpdate(free, change, { returnDocument: 'after' }).lean<LeaseDocument>().exec()
}

async function takeFirst(leases: Leases, { name, holder, until }: Wanted): Promise<LeaseDocument | null> {
  const first = { _id: name, holder, token: 1, until }
  try {
    await leases.create(first)
    return first
  } catch (error) {
    if (isDuplicateKey(error)) return null
    throw error
  }
}

function leaseOf({ _id, holder, token, until }: LeaseDocument): Lease {
  return { name: _id, holder, token, until }
}
