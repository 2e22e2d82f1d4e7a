import assert from 'node:assert/strict'
import { ZERO_ADDRESS } from '../../../server/domain/terms/terms.ts'
import { NOTHING_PROPOSED } from '../../../server/web/forms/draftTerms.ts'
import { readTerms } from '../../../server/web/forms/readTerms.ts'
import type { TypedTerms } from '../../../server/web/forms/termFields.ts'
import { typedOf } from '../../../server/web/forms/typed.ts'
import { typedProposals, typedSheet } from '../../../server/web/forms/typedSheet.ts'
import { wordsOf } from '../../../server/web/words/words.ts'
import { aSheet } from '../../support/negotiations.ts'

const TOKEN = { address: ZERO_ADDRESS, symbol: 'tBTC', decimals: 8 }

/** The golden run as a miner would type it. */
const GOLDEN: TypedTerms = {
  side: 'seller',
  series: 'BME14',
  hashrate: '1000',
  startDay: '2021-05-17',
  days: '84',
  settlement: '7',
  rate: '502000',
  floor: '',
  cap: '',
  premium: '',
  premiumPaidBy: 'buyer',
  marking: '1',
  sellerMargin: '0.105',
  buyerMargin: '0.105',
  maintenance: '75',
  sellerPenalty: '0.021',
  buyerPenalty: '0.021',
  cureHours: '24',
  takeover: '0',
  takeoverHours: '48',
  fallbackDays: '5',
  minimumTransfer: '0',
  brokerFee: '',
}

function read(typed: Partial<TypedTerms>, rate: 'optional' | 'required' = 'required', proposals = NOTHING_PROPOSED) {
  return readTerms({ ...GOLDEN, ...typed }, proposals, { token: TOKEN, words: wordsOf('en'), rate })
}

/** What is said about one field. */
function sentenceAt(field: keyof TypedTerms, text: string): string {
  const { errors } = read({ [field]: text })
  assert.deepEqual(
    errors.map((error) => error.field),
    [field],
  )
  return errors[0]!.sentence
}

describe('terms as somebody types them', () => {
  it('are the golden run, digit by digit', () => {
    const { outline, chosen, errors } = read({})
    assert.deepEqual(errors, [])
    assert.equal(outline!.hashrate, 1_000n)
    // 502,000 sat/PH/day = 0.00502 BTC / 1,000 TH = 0.00000502 BTC per TH per day.
    assert.equal(outline!.fixedRate, 5_020_000_000_000n)
    assert.equal(outline!.startDay, 18_764)
    assert.deepEqual([outline!.periodDays, outline!.periods], [7, 12])
    assert.equal(chosen!.sellerMargin, 10_500_000n)
    assert.equal(chosen!.buyerPenalty, 2_100_000n)
    assert.equal(chosen!.maintenanceBps, 7_500)
    assert.equal(chosen!.cureSeconds, 86_400)
  })

  it('come out as they were typed when they are printed into a form again', () => {
    const sheet = aSheet({ token: TOKEN.address, maintenanceBps: 7_525, cureSeconds: 5_400 })
    const typed = typedSheet(sheet, 'buyer', sheet.fixedRate, TOKEN)
    assert.equal(typed.maintenance, '75.25')
    assert.equal(typed.cureHours, '1.5')
    const again = readTerms(typed, NOTHING_PROPOSED, { token: TOKEN, words: wordsOf('en'), rate: 'required' })
    assert.deepEqual(again.errors, [])
    assert.equal(again.side, 'buyer')
    for (const [field, value] of Object.entries({ ...again.outline, ...again.chosen })) {
      if (field !== 'series') assert.equal(value, sheet[field as keyof typeof sheet], field)
    }
  })

  it('may group a rate or a hashrate in threes, as pages print them', () => {
    assert.equal(read({ rate: '502,000', hashrate: '12 500' }).outline!.hashrate, 12_500n)
    assert.equal(read({ rate: '502,000' }).outline!.fixedRate, 5_020_000_000_000n)
  })

  it('may be typed with full-width digits', () => {
    const typed = typedOf({ hashrate: '１０００' }, ['hashrate'])
    assert.equal(read(typed).outline!.hashrate, 1_000n)
  })

  it('settle once at the end if they are a forward', () => {
    const { outline } = read({ days: '30', settlement: 'once' })
    assert.deepEqual([outline!.periodDays, outline!.periods], [30, 1])
  })

  it('have a premium that the seller pays as a negative one', () => {
    assert.equal(read({ premium: '0.01', premiumPaidBy: 'seller' }).outline!.premium, -1_000_000n)
  })

  it('may leave the rate open in a request, and not in an offer', () => {
    assert.equal(read({ rate: '' }, 'optional').outline!.fixedRate, null)
    assert.equal(read({ rate: '' }).outline, null)
  })

  it('follow the proposal where a margin still says what was proposed, or nothing', () => {
    const proposals = typedProposals(aSheet(), 8)
    const { chosen } = read({ buyerMargin: '0.2', minimumTransfer: '' }, 'required', proposals)
    assert.deepEqual(Object.keys(chosen!), ['buyerMargin', 'fallbackDays'])
  })

  describe('that keep a hedge alive', () => {
    const wanted = { takeover: '1', takeoverHours: '36' }

    it('have a window of the hours that were typed', () => {
      assert.equal(read(wanted).chosen!.takeoverSeconds, 36 * 3_600)
    })

    it('have the proposed window where the hours were left alone', () => {
      const proposals = typedProposals(aSheet(), 8)
      const { chosen } = read({ takeover: '1' }, 'required', proposals)
      assert.equal(chosen!.takeoverSeconds, 48 * 3_600)
    })

    it('have none where the deal is to end at once, whatever the hours say', () => {
      assert.equal(read({ takeover: '0', takeoverHours: 'never' }).chosen!.takeoverSeconds, 0)
    })

    it('have none without margin calls: then nobody can fail', () => {
      assert.equal(read({ ...wanted, marking: '0' }).chosen!.takeoverSeconds, 0)
    })

    it('say between which hours a window lies', () => {
      for (const takeoverHours of ['0.5', '721', 'a week']) {
        const { errors } = read({ takeover: '1', takeoverHours })
        assert.deepEqual(errors, [
          { field: 'takeoverHours', sentence: 'Enter the takeover window in hours, from 1 to 720, such as 48.' },
        ])
      }
    })

    it('come out as they were typed when they are printed into a form again', () => {
      const sheet = aSheet({ token: TOKEN.address, takeoverSeconds: 36 * 3_600 })
      const typed = typedSheet(sheet, 'buyer', sheet.fixedRate, TOKEN)
      assert.deepEqual([typed.takeover, typed.takeoverHours], ['1', '36'])
    })
  })

  const mistakes: readonly [keyof TypedTerms, string, RegExp, string][] = [
    ['hashrate', '', /Enter a hashrate of at least 1 TH\/s/, 'nothing'],
    ['hashrate', '0', /at least 1 TH\/s/, 'no hashrate'],
    ['hashrate', '1.5', /whole number/, 'half a terahash'],
    ['startDay', '2021-02-30', /YYYY-MM-DD/, 'a day no calendar has'],
    ['days', '4000', /from 1 to 3660/, 'more than ten years'],
    ['days', '-7', /from 1 to 3660/, 'days that go backwards'],
    ['rate', 'abc', /Enter a rate in sat\/PH\/day/, 'no number'],
    ['rate', '1.123456789', /at most 7 digits/, 'more digits than are kept'],
    ['sellerMargin', '0,105', /Initial margin, seller: write the decimals after a point/, 'a decimal comma'],
    ['sellerMargin', '0.123456789', /tBTC has 8 decimals/, 'more than the token divides'],
    ['sellerMargin', '-1', /enter an amount of tBTC such as 0\.105/, 'less than nothing'],
    ['maintenance', '101', /from 0 to 100 %/, 'more than everything'],
    ['cureHours', 'a day', /in hours, from 1 to 720/, 'words'],
    ['fallbackDays', '2.5', /whole number of days/, 'half a day'],
  ]
  for (const [field, text, sentence, because] of mistakes) {
    it(`say what to enter in ${field} instead of ${because}`, () => assert.match(sentenceAt(field, text), sentence))
  }

  it('say which number of days would divide into the periods', () => {
    const { errors } = read({ days: '80', settlement: '7' })
    assert.deepEqual(errors, [
      {
        field: 'settlement',
        sentence: '80 days do not divide into periods of 7: enter a multiple of 7, such as 77, or settle differently.',
      },
    ])
  })

  it('tell of every mistake at once', () => {
    const { errors } = read({ hashrate: 'x', sellerMargin: 'y', cureHours: 'z' })
    assert.deepEqual(
      errors.map(({ field }) => field),
      ['hashrate', 'sellerMargin', 'cureHours'],
    )
  })
})
