/** Every single field of a real file, tampered with one by one. */
import assert from 'node:assert/strict'
import { recompute } from '../../server/replay/recompute.ts'
import { PROVEN_FILE, REAL_FILE, aRealFile, rememberedSigner } from './realFile.ts'

type Reasons = Readonly<Record<string, string>>

/** The fields that may say something else without any number of the deal being another, and why. What is not listed is found. */
const DESCRIPTIVE: Reasons = {
  'network.token.symbol': 'how people call the token; its address is among the terms',
  'fixings[].transaction': 'where to look the publication up; what it rests on is in the file',
  'facts[].transaction': 'where to look the event up; only which events share one matters',
  'facts[].logIndex': 'a place within a block, of which only the order matters; here each stands alone',
  'fixings[].logIndex': 'the same',
  'results.valuations[].by': 'whether the escrow said it or the desk reckoned it: it must be the same',
  'index.heartbeat': 'how late a fixing may be: matters only where an act came too late, and none did',
}

/** The same for fixings that reporters attest. */
const OF_ATTESTED: Reasons = {
  'facts[].event.to': 'where a withdrawal went: its owner’s choice, of which nothing follows',
  'index.source.threshold': 'how many must sign: the oracle says it; here all three did, every day',
}

/** The same for fixings that Bitcoin headers prove. */
const OF_PROVEN: Reasons = {
  'index.source.relay': 'where to look the headers up; they are in the file',
  'index.epochs[].transaction': 'the same',
  'index.epochs[].survival.transaction': 'the same',
  'index.epochs[].survival.until': 'since when the headers must be: a second more or less reaches the same day',
}

interface Leaf {
  readonly path: string
  /** The same with every number of a list left out. */
  readonly kind: string
  readonly value: unknown
  readonly put: (value: unknown) => void
}

function leavesOf(node: object, path = '', kind = ''): readonly Leaf[] {
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) => {
    const names = Array.isArray(node) ? [`${path}[${key}]`, `${kind}[]`] : [dotted(path, key), dotted(kind, key)]
    const [at = '', of = ''] = names
    if (typeof value === 'object' && value !== null) return leavesOf(value, at, of)
    return [{ path: at, kind: of, value, put: (other: unknown) => void Object.assign(node, { [key]: other }) }]
  })
}

function dotted(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

/** Something else of the same look, as near as can be. */
function tamperedWith(value: unknown): unknown {
  if (typeof value === 'number') return value + 1
  if (typeof value !== 'string') return '0x00'
  if (value.startsWith('0x')) return `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}`
  if (/^-?\d+$/.test(value)) return (BigInt(value) + 1n).toString()
  if (/^\d{4}-\d{2}-\d{2}/.test(value)) return `2019${value.slice(4)}`
  return OTHER_WORD[value] ?? `${value} `
}

const OTHER_WORD: Readonly<Record<string, string>> = {
  seller: 'buyer',
  buyer: 'seller',
  ecdsa: 'contract',
  escrow: 'desk',
  open: 'called',
  called: 'open',
  closed: 'defaulted',
  none: 'matured',
  closedOut: 'unwound',
  BME14: 'BME28',
  settled: 'matured',
  marginCalled: 'callLifted',
}

describe('a replay file with one field tampered with', function () {
  this.timeout(240_000)

  const files = [
    { of: 'signed fixings', from: REAL_FILE, descriptive: { ...DESCRIPTIVE, ...OF_ATTESTED } },
    { of: 'proven fixings', from: PROVEN_FILE, descriptive: { ...DESCRIPTIVE, ...OF_PROVEN } },
  ]
  for (const { of, from, descriptive } of files) {
    it(`is found out, whichever field it is, but for those that only describe: a deal on ${of}`, () => {
      const file = aRealFile(from)
      const unnoticed = new Set<string>()
      const leaves = leavesOf(file)
      assert.ok(leaves.length > 300, `only ${leaves.length} fields`)
      for (const { kind, value, put } of leaves) {
        put(tamperedWith(value))
        if (recompute(file, rememberedSigner).agrees) unnoticed.add(kind)
        put(value)
      }
      assert.deepEqual([...unnoticed].sort(), Object.keys(descriptive).sort())
      assert.ok(recompute(file, rememberedSigner).agrees, 'everything was put back')
    })
  }
})
