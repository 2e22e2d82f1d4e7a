import type { Connection, Model } from 'mongoose'
import { deliveryModel } from '../../../models/Delivery.ts'
import type { DeliveryDocument } from '../../../models/Delivery.ts'
import type { DeliveriesWaiting, Delivery, DeliveryStore } from '../../desk/ports/deliveries.ts'
import { answered, isDuplicateKey, replacedOne } from './failures.ts'

/** The messages that leave the desk, one document each. */
export function createDeliveryStore(connection: Connection): DeliveryStore {
  const deliveries = deliveryModel(connection)

  return {
    async insert(delivery) {
      try {
        await answered('write a delivery', () => deliveries.create(documentOf(delivery)))
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
      }
    },

    async due(worldTime, count) {
      const query = { state: 'waiting', nextAt: { $lte: worldTime } }
      const found = await answered('read the deliveries due', () =>
        deliveries.find(query).sort({ nextAt: 1 }).limit(count).lean<DeliveryDocument[]>().exec(),
      )
      return found.map(deliveryOf)
    },

    async replace(delivery) {
      const next = { ...delivery, version: delivery.version + 1 }
      const asRead = { _id: delivery.id, version: delivery.version }
      await replacedOne(`The delivery ${delivery.id}`, () =>
        deliveries.replaceOne(asRead, documentOf(next), { runValidators: true }).exec(),
      )
      return next
    },

    waiting: () => waiting(deliveries),

    async recent(owner, count) {
      const found = await answered('read the last deliveries', () =>
        deliveries.find({ owner }).sort({ writtenAt: -1 }).limit(count).lean<DeliveryDocument[]>().exec(),
      )
      return found.map(deliveryOf)
    },

    async forgetBefore(worldTime) {
      // Null sorts before every number, and is no time at all.
      const isOld = { endedAt: { $ne: null, $lt: worldTime } }
      await answered('forget deliveries', () => deliveries.deleteMany(isOld).exec())
    },
  }
}

async function waiting(deliveries: Model<DeliveryDocument>): Promise<DeliveriesWaiting> {
  const isWaiting = { state: 'waiting' }
  const [count, oldest] = await answered('count the deliveries waiting', () =>
    Promise.all([
      deliveries.countDocuments(isWaiting).exec(),
      deliveries.findOne(isWaiting, { writtenAt: 1 }).sort({ writtenAt: 1 }).lean<DeliveryDocument>().exec(),
    ]),
  )
  return { count, oldestAt: oldest?.writtenAt ?? null }
}

function documentOf({ id, ...rest }: Delivery): DeliveryDocument {
  return { _id: id, ...rest } as unknown as DeliveryDocument
}

function deliveryOf({ _id, ...rest }: DeliveryDocument): Delivery {
  return { id: _id, ...rest } as unknown as Delivery
}
