import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Node } from './changes.ts'
import type { MoneyPath } from './paths.ts'

interface Output {
  errors?: { severity: string; formattedMessage: string }[]
  sources: Record<string, { ast: Node }>
  contracts?: Record<string, Record<string, { evm: { bytecode: { object: string } } }>>
}

const solc = createRequire(import.meta.url)('solc') as {
  compile(input: string, callbacks: { import(path: string): { contents: string } | { error: string } }): string
}
const SRC = 'escrow-contracts/src'

/** The contracts' sources by path, as they are. */
export function readSources(root: string): Map<string, Buffer> {
  const files = readdirSync(join(root, SRC), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.sol'),
  )
  const paths = files.map((path) => `${SRC}/${path.replaceAll('\\', '/')}`).sort()
  return new Map(paths.map((path) => [path, readFileSync(join(root, path))]))
}

/** The syntax tree of every source. */
export function treesOf(root: string, sources: Map<string, Buffer>): Map<string, Node> {
  const output = compile(root, sources, { '*': { '': ['ast'] } })
  if (typeof output === 'string') throw new Error(output)
  return new Map(Object.entries(output.sources).map(([path, { ast }]) => [path, ast]))
}

/**
 * What deploys the contract, by the quick pipeline; `null` where the sources do not compile.
 *
 * @param changed the sources that are read instead of those on disk
 */
export function creationCodeOf(
  root: string,
  { contract, source }: MoneyPath,
  changed: Map<string, Buffer>,
): string | null {
  const output = compile(root, changed, { [source]: { [contract]: ['evm.bytecode.object'] } })
  const code = typeof output === 'string' ? undefined : output.contracts?.[source]?.[contract]?.evm.bytecode.object
  return code === undefined ? null : `0x${code}`
}

function compile(root: string, sources: Map<string, Buffer>, outputSelection: object): Output | string {
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries([...sources].map(([path, text]) => [path, { content: text.toString() }])),
    settings: {
      remappings: ['@openzeppelin/contracts/=node_modules/@openzeppelin/contracts/'],
      optimizer: { enabled: true, runs: 1_000_000 },
      evmVersion: 'cancun',
      metadata: { bytecodeHash: 'none', appendCBOR: false },
      outputSelection,
    },
  }
  const output = JSON.parse(
    solc.compile(JSON.stringify(input), { import: (path) => found(join(root, path)) }),
  ) as Output
  const errors = (output.errors ?? []).filter(({ severity }) => severity === 'error')
  return errors.length > 0 ? errors.map(({ formattedMessage }) => formattedMessage).join('\n') : output
}

function found(path: string): { contents: string } | { error: string } {
  try {
    return { contents: readFileSync(path, 'utf8') }
  } catch (error) {
    return { error: String(error) }
  }
}
