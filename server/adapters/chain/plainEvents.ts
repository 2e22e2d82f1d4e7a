import type { EventFragment, Interface, ParamType } from 'ethers'
import type { Address, Hex } from '../../domain/terms/terms.ts'
import { addressOf, wordOf } from './decode.ts'

/** What a log says: topics and data, as the chain keeps them. */
interface Said {
  readonly topics: readonly Hex[]
  readonly data: Hex
}

/** An event that a contract emitted. */
interface PlainEvent {
  readonly name: string
  /** The argument of that name. Throws RangeError where the log has not enough words, or a word that its type does not have. */
  readonly argument: (name: string) => bigint | Address
}

interface Place {
  readonly of: 'topics' | 'data'
  readonly index: number
  readonly type: ParamType
}

const HEX_OF_WORD = 64

/**
 * Reads events of which every argument is one word, as all of an escrow's are: thousands are read at each fixing, and the general decoder
 * takes ten times as long. Says the same of them; test/adapters/chain/plainEvents.test.ts holds the two together. Null for other logs.
 */
export function plainEventsOf(contract: Interface): (said: Said) => PlainEvent | null {
  const events = new Map<Hex, { readonly name: string; readonly places: ReadonlyMap<string, Place> }>()
  contract.forEachEvent((event) => {
    events.set(wordOf(event.topicHash), { name: event.name, places: placesIn(event) })
  })
  return (said) => {
    const known = said.topics[0] === undefined ? undefined : events.get(said.topics[0])
    if (known === undefined) return null
    const argument = (name: string) => {
      const place = known.places.get(name)
      if (place === undefined) throw new RangeError(`${known.name} has no argument ${name}`)
      return valueOf(place.type, wordAt(said, place))
    }
    return { name: known.name, argument }
  }
}

function placesIn({ name, inputs }: EventFragment): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>()
  const next = { topics: 1, data: 0 }
  for (const type of inputs) {
    if (!/^(u?int\d+|address|bytes32)$/.test(type.type)) throw new TypeError(`${name} has an argument of many words`)
    const of = type.indexed === true ? 'topics' : 'data'
    places.set(type.name, { of, index: next[of], type })
    next[of] += 1
  }
  return places
}

function wordAt({ topics, data }: Said, { of, index }: Place): string {
  const word =
    of === 'topics'
      ? (topics[index] ?? '').slice(2)
      : data.slice(2 + index * HEX_OF_WORD, 2 + (index + 1) * HEX_OF_WORD)
  if (word.length !== HEX_OF_WORD) throw new RangeError('a word is missing')
  return word
}

function valueOf({ type }: ParamType, word: string): bigint | Address {
  if (type === 'bytes32') return `0x${word}`
  if (type === 'address') return addressIn(word)
  const bits = Number(/\d+$/.exec(type)?.[0])
  const value = BigInt(`0x${word}`)
  return type.startsWith('u') ? BigInt.asUintN(bits, value) : BigInt.asIntN(bits, value)
}

function addressIn(word: string): Address {
  if (!/^0{24}/.test(word)) throw new RangeError('no address')
  return addressOf(`0x${word.slice(24)}`)
}
