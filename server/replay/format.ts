import { z } from 'zod'
import { CAUSES, PHASES } from '../domain/deal/phase.ts'
import { SERIES } from '../domain/index/readings.ts'
import type { Address, Hex } from '../domain/terms/terms.ts'
import { SIDES, TERMS_TYPE } from '../domain/terms/terms.ts'

/**
 * The replay file, field by field: version 1 of the format. `replay-file.schema.json` says the same to programs of others, and a test
 * holds the two together. Nothing may be missing and nothing may be added: a field that nobody knows is a field that nobody checks.
 */

/** Why a field is in the file if the recomputation does not rest on it, for the schema's readers. */
const described = <T extends z.ZodType>(type: T, description: string) => type.meta({ description })

const count = z.int().min(0)
/** Text to an integer of any size: canonical, so that there is one way to write each. */
const integer = z.string().regex(/^(0|-?[1-9][0-9]{0,77})$/)
const amount = described(integer.transform(BigInt), 'a whole number of base units of the token, as decimal text')
const value = described(
  integer.transform(BigInt),
  'a whole number of 1e-18 quote units per TH/s per day, as decimal text',
)
const integerText = integer.transform(BigInt)
const hex = z.string().regex(/^0x([0-9a-f]{2})*$/)
const bytes = hex.transform((text) => text as Hex)
const word = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/)
  .transform((text) => text as Hex)
const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .transform((text) => text as Address)
const date = z.string().regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/)
const time = z.string().regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/)
const side = z.enum(SIDES)
const bySide = <T extends z.ZodType>(each: T) => z.strictObject({ seller: each, buyer: each })

/** A UTC day as its number, days since 1970-01-01, and as its date. */
const day = z.strictObject({ day: count, date })

/** As the signing order has it: integers that fit 32 bits, and the 40 of a moment, are numbers, larger ones text. */
const SMALL = /^uint(8|16|32|40)$/
function termType(type: string): z.ZodType {
  if (type === 'address') return address
  if (type === 'bytes32') return word
  return SMALL.test(type) ? count : integerText
}

const terms = z.strictObject(Object.fromEntries(TERMS_TYPE.map(({ name, type }) => [name, termType(type)])))

/** The packed account book, unpacked: what both accounts hold after the event. */
const book = z.strictObject({
  phase: z.enum(PHASES),
  cause: z.enum(CAUSES),
  balance: bySide(amount),
  periodsSettled: count,
  callSide: side,
  cureBy: count,
})

const event = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('opened'), escrow: address, digest: word }),
  z.strictObject({ name: z.literal('settled'), period: count, amount, unpaid: amount }),
  z.strictObject({ name: z.literal('marginCalled'), side, due: amount }),
  z.strictObject({ name: z.literal('callLifted'), side }),
  z.strictObject({ name: z.literal('toppedUp'), side, payer: address, amount, due: amount, unpaid: amount }),
  z.strictObject({ name: z.literal('withdrawn'), side, to: address, amount }),
  z.strictObject({ name: z.literal('terminationProposed'), side, payment: amount }),
  z.strictObject({ name: z.literal('proposalWithdrawn'), side }),
  z.strictObject({ name: z.literal('terminated'), payment: amount }),
  z.strictObject({
    name: z.literal('closedOut'),
    defaulter: side,
    owed: amount,
    penalty: amount,
    paid: amount,
    shortfall: amount,
  }),
  z.strictObject({ name: z.literal('unwound'), owed: amount, paid: amount, shortfall: amount }),
  z.strictObject({ name: z.literal('matured') }),
  z.strictObject({ name: z.literal('windowOpened'), defaulter: side, until: count }),
  z.strictObject({
    name: z.literal('takenOver'),
    side,
    taker: address,
    previous: address,
    deposit: amount,
    toHonouring: amount,
    reward: amount,
    leftover: amount,
  }),
  z.strictObject({ name: z.literal('claimWithdrawn'), holder: address, to: address, amount }),
])

/** Where a log stands: the block by number, to be found among `blocks`. */
const place = { block: count, transaction: word, logIndex: count }

const signature = z.strictObject({
  signature: bytes,
  by: described(z.enum(['ecdsa', 'contract']), 'contract: an ERC-1271 account, which must be asked on chain'),
})

const provenance = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('attested'), reports: z.array(z.strictObject({ value, signature: bytes })) }),
  z.strictObject({ kind: z.literal('proven'), epoch: count }),
])

const source = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('attested'), threshold: count, reporters: z.array(address) }),
  z.strictObject({ kind: z.literal('proven'), relay: address }),
])

const run = described(bytes, 'raw Bitcoin headers of 80 bytes, each the successor of the one before')

const epoch = z.strictObject({
  number: count,
  bits: described(count, 'the compact target'),
  firstTime: described(count, 'the time in the first header of the epoch'),
  transaction: described(word.nullable(), 'of the relay; null for an epoch from before it began'),
  headers: described(
    z.array(run),
    'the run that ends the epoch before and the run that begins this one; none where it was only told',
  ),
  survival: z.strictObject({ until: count, transaction: word, headers: z.array(run) }).nullable(),
})

export const ReplayFile = z
  .strictObject({
    format: z.literal('hashdesk-replay'),
    version: z.literal(1),
    asOf: described(z.strictObject({ block: count }), 'the block that everything is as of'),
    network: z.strictObject({
      chainId: count,
      factory: address,
      escrow: address,
      oracle: address,
      token: z.strictObject({ address, symbol: z.string(), decimals: count }),
    }),
    deal: z.strictObject({
      digest: word,
      domain: z.strictObject({
        name: z.literal('Hashdesk'),
        version: z.literal('1'),
        chainId: count,
        verifyingContract: address,
      }),
      terms: described(terms, 'as both sides sign them: EIP-712 type Terms, all fields in signing order'),
      firstDay: day,
      lastDay: day,
      confirmation: described(z.string(), 'the canonical text whose keccak-256 is terms.documentHash'),
      code: described(bytes, 'the code at the escrow’s address'),
      signatures: described(
        bySide(signature).nullable(),
        'null: the call data of the opening does not carry them as they were signed',
      ),
    }),
    index: z.strictObject({
      series: z.enum(SERIES),
      id: word,
      heartbeat: described(count, 'seconds after a day’s end by which the next day is final in ordinary times'),
      source,
      epochs: described(z.array(epoch), 'the difficulty behind the fixings, as far as the relay was shown it'),
    }),
    blocks: z.array(
      z.strictObject({
        number: count,
        hash: word,
        timestamp: count,
        time,
        header: described(bytes.nullable(), 'RLP, as it is hashed; null on chains that hash blocks in another way'),
      }),
    ),
    fixings: z.array(z.strictObject({ day: count, date, value, cumulative: value, ...place, provenance })),
    facts: z.array(
      z.strictObject({
        ...place,
        event,
        ledger: described(word.nullable(), 'the packed account book that the event carries'),
        after: described(book.nullable(), 'the same, unpacked'),
      }),
    ),
    results: z.strictObject({
      valuations: described(
        z.array(
          z.strictObject({
            block: count,
            by: z.enum(['escrow', 'desk']),
            seller: z.strictObject({ requirement: amount, exposure: amount }).nullable(),
            buyer: z.strictObject({ requirement: amount, exposure: amount }).nullable(),
          }),
        ),
        'both sides at the end of each block in which something changed, as the escrow answered or, where the node had forgotten, as the desk reckoned; null where it refused to say',
      ),
      end: described(
        z.strictObject({
          ...book.shape,
          due: amount,
          unpaid: amount,
          shortfall: amount,
          owner: bySide(address),
          claims: z.array(z.strictObject({ holder: address, amount })),
        }),
        'what the escrow answered at the block that everything is as of',
      ),
    }),
  })
  .meta({
    $id: 'urn:hashdesk:replay-file:1',
    title: 'Hashdesk replay file, version 1',
    description: 'Everything a stranger needs to recompute a deal. README.md beside this schema explains it in words.',
  })

/** A replay file that has the right shape. */
export type ReplayFile = z.output<typeof ReplayFile>
