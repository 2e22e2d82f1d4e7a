import mongoose from 'mongoose'
import type { Connection } from 'mongoose'
import { chainCursorModel } from '../../../models/ChainCursor.ts'
import { dealModel } from '../../../models/Deal.ts'
import { fixingModel } from '../../../models/Fixing.ts'
import { relayFactModel } from '../../../models/RelayFact.ts'
import { answered } from './failures.ts'

/** Everything that comes from the chain and from nowhere else. */
const COMPARED = ['deals', 'fixings', 'relayfacts'] as const

/** One document that is not the same in both, and the first field in which it is not. */
export interface ShadowDifference {
  readonly name: string
  readonly id: string
  readonly path: string
}

export interface ShadowComparison {
  readonly collections: readonly { readonly name: string; readonly documents: number }[]
  readonly differences: readonly ShadowDifference[]
}

/** A database beside the desk's own, in which the read model is built a second time. */
export interface Shadow {
  readonly database: Connection
  /** Empties it, and gives it the deals as they are without anything that the chain has said. */
  begin(): Promise<void>
  /** Compares document by document; only how often each was written may differ. */
  compare(): Promise<ShadowComparison>
  drop(): Promise<void>
}

type Document = mongoose.mongo.Document

export async function openShadow(own: Connection): Promise<Shadow> {
  const database = own.useDb(`${own.name}_rebuilt`, { useCache: false })
  const drop = () => answered('drop the shadow', () => database.dropDatabase())
  await drop()
  return { database, drop, begin: () => begin(own, database), compare: () => compare(own, database) }
}

async function begin(own: Connection, shadow: Connection): Promise<void> {
  await answered('begin the shadow', async () => {
    await shadow.dropDatabase()
    for (const model of [dealModel, fixingModel, relayFactModel, chainCursorModel]) await model(shadow).createIndexes()
    for await (const deal of documentsOf(own, 'deals')) {
      await shadow.collection<Document>('deals').insertOne({ ...deal, facts: [], chain: null })
    }
  })
}

/** In the order of their keys, so that the two can be walked side by side. */
function documentsOf(database: Connection, name: string) {
  return database.collection<Document>(name).find().sort({ _id: 1 })
}

async function compare(own: Connection, shadow: Connection): Promise<ShadowComparison> {
  const collections: ShadowComparison['collections'][number][] = []
  const differences: ShadowDifference[] = []
  for (const name of COMPARED) {
    const { documents, differing } = await answered(`compare ${name}`, () => compareOne(own, shadow, name))
    collections.push({ name, documents })
    differences.push(...differing)
  }
  return { collections, differences }
}

async function compareOne(own: Connection, shadow: Connection, name: string) {
  const rebuilt = new Map<string, Buffer>()
  for await (const document of documentsOf(shadow, name)) rebuilt.set(String(document._id), bytesOf(document))
  const differing: ShadowDifference[] = []
  let documents = 0
  for await (const document of documentsOf(own, name)) {
    documents += 1
    const id = String(document._id)
    const again = rebuilt.get(id)
    rebuilt.delete(id)
    if (again === undefined) differing.push({ name, id, path: 'which the chain does not tell of' })
    else if (!bytesOf(document).equals(again)) differing.push({ name, id, path: firstPath(document, again) })
  }
  for (const id of rebuilt.keys()) differing.push({ name, id, path: 'which the desk does not have' })
  return { documents, differing }
}

/** A document as it is stored, but for the count of its writes, and with its fields by name: their order means nothing. */
function bytesOf({ version: _, ...document }: Document): Buffer {
  return Buffer.from(mongoose.mongo.BSON.serialize(inOrder(document) as Document))
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(fields.map(([name, field]) => [name, inOrder(field)]))
}

function firstPath({ version: _, ...document }: Document, again: Buffer): string {
  return pathOf(document, mongoose.mongo.BSON.deserialize(again)) ?? 'the kind of a number'
}

function pathOf(one: unknown, other: unknown): string | null {
  if (!isNested(one) || !isNested(other)) return Object.is(one, other) ? null : ''
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const path = pathOf(one[key], other[key])
    if (path !== null) return path === '' ? key : `${key}.${path}`
  }
  return null
}

function isNested(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
