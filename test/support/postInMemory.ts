import { StaleWrite } from '../../server/desk/ports.ts'
import type { Ports } from '../../server/desk/ports.ts'
import type { Delivery, Message, Undelivered } from '../../server/desk/ports/deliveries.ts'

/** Where messages go in a test, and the handles by which it plays those who get them. */
export interface PostInMemory {
  /** Every attempt that was taken, in order. */
  readonly taken: { readonly id: string; readonly message: Message }[]
  /** What the next attempts meet instead, one after the other. */
  readonly refusals: Undelivered[]
  /** Every message, however far it has come. */
  written(): readonly Delivery[]
}

/** The store of messages, a mail server and somebody's system, in memory. */
export function inMemoryPost(): {
  readonly ports: Pick<Ports, 'deliveries' | 'hooks' | 'alarms'> & { readonly mailer: NonNullable<Ports['mailer']> }
  readonly post: PostInMemory
} {
  const deliveries = new Map<string, Delivery>()
  const post: PostInMemory = { taken: [], refusals: [], written: () => [...deliveries.values()] }
  const take = async (message: Message, id: string) => {
    const refusal = post.refusals.shift()
    if (refusal !== undefined) throw refusal
    post.taken.push({ id, message })
  }
  const waiting = () => post.written().filter(({ state }) => state === 'waiting')
  const ports = {
    deliveries: {
      insert: async (delivery: Delivery) => {
        if (!deliveries.has(delivery.id)) deliveries.set(delivery.id, delivery)
      },
      due: async (worldTime: number, count: number) =>
        waiting()
          .filter(({ nextAt }) => nextAt <= worldTime)
          .sort((one, other) => one.nextAt - other.nextAt)
          .slice(0, count),
      replace: async (delivery: Delivery) => {
        if (deliveries.get(delivery.id)?.version !== delivery.version) throw new StaleWrite(delivery.id)
        const next = { ...delivery, version: delivery.version + 1 }
        deliveries.set(delivery.id, next)
        return next
      },
      waiting: async () => {
        const written = waiting().map(({ writtenAt }) => writtenAt)
        return { count: written.length, oldestAt: written.length === 0 ? null : Math.min(...written) }
      },
      recent: async (owner: string | null, count: number) =>
        post
          .written()
          .filter((delivery) => delivery.owner === owner)
          .sort((one, other) => other.writtenAt - one.writtenAt)
          .slice(0, count),
      forgetBefore: async (worldTime: number) => {
        for (const { id, endedAt } of post.written()) if (endedAt !== null && endedAt < worldTime) deliveries.delete(id)
      },
    },
    alarms: { operators: ['ops@example.org'] },
    mailer: { send: take },
    hooks: { post: take, fault: async () => null },
  }
  return { ports, post }
}
