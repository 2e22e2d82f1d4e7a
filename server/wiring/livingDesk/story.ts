import { EMBEDDED_NETWORK } from '../../../config/networks.ts'
import { parseInstant } from '../../domain/units/calendar.ts'
import { acceptance, counter, introduction, quote, request, takeOver } from './negotiating.ts'
import { meetingCall, pocketMoney, signing } from './dealing.ts'
import type { Scene, Stage } from './stage.ts'
import { weeklySwap } from './weeklySwap.ts'

/**
 * What happened on the desk before a newcomer finds it, in order. On 1 May 2021 difficulty fell by an eighth, the index rose by 14 %,
 * and whoever had sold hashrate a week before was called: one met the call, one did not.
 */
export function story(stage: Stage): readonly Scene[] {
  return [...beginning(stage), ...dealThatWasMet(stage), ...dealThatWasNot(stage), ...today(stage)].sort(
    (one, other) => one.at - other.at,
  )
}

const GENESIS = EMBEDDED_NETWORK.genesis
const [FIRST_TERMS, ANSWERS, AGREED, SIGNED, TOPPED_UP] = [
  '2021-04-22T09:00:00Z',
  '2021-04-22T14:00:00Z',
  '2021-04-23T09:00:00Z',
  '2021-04-23T15:00:00Z',
  '2021-05-02T09:30:00Z',
].map(parseInstant) as [number, number, number, number, number]

function beginning(stage: Stage): Scene[] {
  const { andes, cedar, lindqvist, norrland, harbour } = stage.cast
  return [
    ...[andes, cedar, lindqvist].map((person) => pocketMoney(stage, GENESIS, person, 'hasGas')),
    ...[norrland, harbour].map((person) => pocketMoney(stage, GENESIS, person, 'hasNone')),
  ]
}

/** Andes Mining sells to Cedar Street, introduced by Lindqvist: called on 2 May, met the same morning, in its third week on 14 May. */
function dealThatWasMet(stage: Stage): Scene[] {
  const { andes, cedar, lindqvist } = stage.cast
  const terms = { token: stage.token, hashrate: 1_000n, start: '2021-04-26', weeks: 12, brokerFee: '0.0008' }
  const expiresAt = parseInstant('2021-04-24T12:00:00Z')
  const proposed = weeklySwap({ ...terms, rate: '0.00000536' })
  const countered = weeklySwap({ ...terms, rate: '0.00000533' })
  const name = 'andes-cedar'
  const parties = { seller: andes, buyer: cedar }
  return [
    introduction(stage, name, { at: FIRST_TERMS, by: lindqvist, sheet: proposed, expiresAt, salt: 1n, ...parties }),
    takeOver(stage, name, ANSWERS, andes),
    counter(stage, name, { at: AGREED, by: cedar, sheet: countered, expiresAt, version: 2 }),
    acceptance(stage, name, { at: AGREED, by: andes, version: 3 }),
    signing(stage, name, SIGNED, parties),
    meetingCall(stage, name, TOPPED_UP, 'seller', andes),
  ]
}

/** Norrland Hash sells to Cedar Street, who bid more than Harbour Point: called on 2 May, and closed out on the 3rd. */
function dealThatWasNot(stage: Stage): Scene[] {
  const { norrland, cedar, harbour } = stage.cast
  const terms = { token: stage.token, hashrate: 500n, start: '2021-04-26', weeks: 12 }
  const expiresAt = parseInstant('2021-04-24T12:00:00Z')
  const wished = weeklySwap({ ...terms, rate: '0.00000535' })
  const lower = weeklySwap({ ...terms, rate: '0.00000529' })
  const better = weeklySwap({ ...terms, rate: '0.00000533' })
  const [rfq, won] = ['norrland-april', 'norrland-cedar']
  const asked = { side: 'seller', isPseudonymous: false } as const
  return [
    request(stage, rfq, { at: FIRST_TERMS, by: norrland, sheet: wished, expiresAt, ...asked }),
    quote(stage, 'norrland-harbour', { at: ANSWERS, by: harbour, sheet: lower, expiresAt, rfq, salt: 2n }),
    quote(stage, won, { at: ANSWERS, by: cedar, sheet: better, expiresAt, rfq, salt: 3n }),
    acceptance(stage, won, { at: AGREED, by: norrland, version: 1 }),
    signing(stage, won, SIGNED, { seller: norrland, buyer: cedar }),
  ]
}

/** What is open when a newcomer comes in: three requests, the miner's with two quotes to choose from. */
function today(stage: Stage): Scene[] {
  const { andes, cedar, norrland, harbour } = stage.cast
  const at = EMBEDDED_NETWORK.replayStart
  const { token } = stage
  const hedge = { token, hashrate: 1_000n, start: '2021-05-17', weeks: 12 }
  const short = { token, hashrate: 600n, start: '2021-05-17', weeks: 4 }
  const exposure = { token, hashrate: 2_500n, start: '2021-05-18', weeks: 8 }
  const [rfq, expiresAt] = ['andes-may', parseInstant('2021-05-16T12:00:00Z')]
  const [asksSeller, asksBuyer] = [
    { side: 'seller', isPseudonymous: false },
    { side: 'buyer', isPseudonymous: true },
  ] as const
  const sheet = (terms: typeof hedge, rate: string) => weeklySwap({ ...terms, rate })
  const noon = parseInstant('2021-05-15T12:00:00Z')
  return [
    request(stage, rfq, { at, by: andes, sheet: sheet(hedge, '0.00000508'), expiresAt, ...asksSeller }),
    quote(stage, 'andes-cedar-may', {
      at,
      by: cedar,
      sheet: sheet(hedge, '0.00000499'),
      expiresAt: noon,
      rfq,
      salt: 4n,
    }),
    quote(stage, 'andes-harbour-may', { at, by: harbour, sheet: sheet(hedge, '0.00000503'), expiresAt, rfq, salt: 5n }),
    request(stage, 'norrland-may', {
      at,
      by: norrland,
      sheet: sheet(short, '0.00000506'),
      expiresAt: noon,
      ...asksSeller,
    }),
    request(stage, 'harbour-may', { at, by: harbour, sheet: sheet(exposure, '0.00000497'), expiresAt, ...asksBuyer }),
  ]
}
