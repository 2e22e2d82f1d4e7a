import { SIDES } from '../domain/terms/terms.ts'
import type { Check, Verdict } from './recompute.ts'

const NAMES: Readonly<Record<Check['name'], string>> = {
  shape: 'Format',
  terms: 'Terms',
  signatures: 'Signatures',
  blocks: 'Blocks',
  fixings: 'Fixings',
  events: 'Events',
  results: 'Results',
}

const WIDTH = 12
const NAME_WIDTH = 21
const ACCOUNTS_WIDTH = 36

/** The verdict for people: what was looked at, line by line, and where the file and the recomputation part. */
export function reportOf(verdict: Verdict, path: string): string {
  const { checks, difference, notCheckable } = verdict
  return [
    ...headOf(verdict, path),
    ...eventsOf(verdict),
    ...checks.map(({ name, told }) => line('agrees', NAMES[name], told)),
    ...(difference === null ? [] : [line('DIFFERS', '', `differs at ${difference.at}`)]),
    ...(difference === null
      ? []
      : [detail('expected', difference.expected), detail('the file says', difference.found)]),
    ...notCheckable.map((what) => line('not known', '', what)),
    '',
    ...conclusion(verdict),
    '',
  ].join('\n')
}

function headOf({ file }: Verdict, path: string): readonly string[] {
  if (file === null) return [path, '']
  const { deal, network, asOf } = file
  const block = file.blocks.find(({ number }) => number === asOf.block)
  return [
    path,
    `Deal   ${deal.digest}`,
    `Escrow ${network.escrow} on chain ${network.chainId}, as of block ${asOf.block}, ${block?.time ?? ''}`,
    '',
  ]
}

/** What happened, as the file tells it: when, what, how much, and both accounts afterwards. */
function eventsOf({ file }: Verdict): readonly string[] {
  if (file === null) return []
  const times = new Map(file.blocks.map(({ number, time }) => [number, time]))
  const lines = file.facts.map(({ block, event, after }) => {
    const { name, ...more } = event
    const told = Object.entries(more).filter(([, value]) => typeof value !== 'string' || !value.startsWith('0x'))
    const said = told.map(([field, value]) => `${field} ${value}`).join(', ')
    const accounts = after === null ? '' : `seller ${after.balance.seller}, buyer ${after.balance.buyer}`
    return `  ${times.get(block) ?? '?'}  ${name.padEnd(NAME_WIDTH)}${accounts.padEnd(ACCOUNTS_WIDTH)}${said}`.trimEnd()
  })
  return [...lines, '']
}

function line(mark: string, name: string, told: string): string {
  return `  ${mark.padEnd(WIDTH)}${name.padEnd(name === '' ? 0 : WIDTH)}${told}`
}

function detail(name: string, told: string): string {
  return `${' '.repeat(WIDTH + 2)}${name}: ${told}`
}

function conclusion({ agrees, end, file }: Verdict): readonly string[] {
  if (!agrees || end === null || file === null) return ['The file does not agree with its own recomputation.']
  const accounts = SIDES.map((side) => `${side} ${end.balance[side]}`).join(', ')
  const how = end.cause === 'none' ? end.phase : `${end.phase}, ${end.cause}`
  return [`Every number agrees. The deal is ${how}; the accounts hold ${accounts} base units.`]
}

/** The verdict for programs: one JSON object. */
export function reportForPrograms({ file, ...verdict }: Verdict): string {
  const found = { ...(file === null ? {} : namesOf(file)), ...verdict }
  return JSON.stringify(found, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))
}

function namesOf({ deal, network, asOf }: NonNullable<Verdict['file']>) {
  return { deal: deal.digest, chainId: network.chainId, escrow: network.escrow, asOfBlock: asOf.block }
}
