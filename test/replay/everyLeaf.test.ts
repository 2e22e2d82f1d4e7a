/** Every single field of a real file, tampered with one by one. */
import assert from 'node:assert/strict'
import { recompute } from '../../server/replay/recompute.ts'
import { aRealFile, rememberedSigner } from './realFile.ts'

/**
 * The fields that may say something else without any number of the deal being another, and why. What is not listed here is found.
 */
const DESCRIPTIVE: Readonly<Record<string, string>> = {
  'network.token.symbol': 'how people call the token; its address is among the terms',
  'fixings[].transaction': 'where to look the publication up; the signatures are in the file',
  'facts[].transaction': 'where to look the event up; only which events share one matters, and here none do',
  'fixings[].logIndex': 'a place within a block, of which only the order matters; here each stands alone',
  'facts[].logIndex': 'the same',
  'facts[].event.to': 'where a withdrawal went: its owner’s choice, of which nothing follows',
  'results.valuations[].by': 'whether the escrow said it or the desk reckoned it: it must be the same',
  'index.heartbeat': 'how late a fixing may be: matters only where an act came too late, and none did',
  'index.source.threshold': 'how many must sign: the oracle says it; here all three did, every day',
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
  this.timeout(120_000)

  it('is found out, whichever field it is, but for those that only describe', () => {
    const file = aRealFile()
    const unnoticed = new Set<string>()
    const leaves = leavesOf(file)
    assert.ok(leaves.length > 600, `only ${leaves.length} fields`)
    for (const { path, kind, value, put } of leaves) {
      put(tamperedWith(value))
      if (recompute(file, rememberedSigner).agrees) unnoticed.add(kind)
      else assert.ok(!(kind in DESCRIPTIVE), `${path} is found, and need not be listed as descriptive`)
      put(value)
    }
    assert.deepEqual([...unnoticed].sort(), Object.keys(DESCRIPTIVE).sort())
    assert.ok(recompute(file, rememberedSigner).agrees, 'everything was put back')
  })
})
