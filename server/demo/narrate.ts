import { tbtc } from './notes.ts'
import type { Line } from './play.ts'
import type { Ending } from './step.ts'

const WIDTH = 100

/** One line of the demonstration for a person: when, what, and how the two accounts stand if that changed. */
export function narration(): (line: Line) => string {
  let accounts = ''
  return (line) => {
    if (isEnding(line)) return `\n${ending(line)}\n`
    const when = line.at.slice(0, 16).replace('T', ' ')
    const now = `seller ${tbtc(BigInt(line.sellerBalance))} (needs ${tbtc(BigInt(line.sellerRequirement))}), buyer ${tbtc(BigInt(line.buyerBalance))} (needs ${tbtc(BigInt(line.buyerRequirement))})`
    const changed = now !== accounts && line.phase !== 'none'
    accounts = now
    if (line.step === 'fixing' && !changed) return ''
    return `\n${when}  ${wrapped(line.note)}${changed ? `\n${' '.repeat(18)}${line.phase}: ${wrapped(now)}` : ''}\n`
  }
}

function isEnding(line: Line): line is Ending {
  return 'cause' in line
}

function ending(line: Ending): string {
  const of = (what: Readonly<Record<'seller' | 'buyer', string>>) =>
    `seller ${tbtc(BigInt(what.seller))}, buyer ${tbtc(BigInt(what.buyer))}, together ${tbtc(BigInt(what.seller) + BigInt(what.buyer))}`
  return `The deal is ${line.phase} (${line.cause}).\n  put in     ${of(line.locked)}\n  taken out  ${of(line.paid)}\n`
}

/** Text in lines of a readable length, the later ones under the first. */
function wrapped(text: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line.length + word.length > WIDTH) {
      lines.push(line)
      line = ''
    }
    line += line === '' ? word : ` ${word}`
  }
  return [...lines, line].join(`\n${' '.repeat(18)}`)
}
