/** What the chart of a takeover window is drawn from. Amounts and moments near enough for the eye; their words come along. */
export interface RewardFacts {
  /** The window, and the moment at which it is looked at. */
  readonly from: number
  readonly until: number
  readonly now: number
  /** The penalty, as far as it is there. */
  readonly penalty: number
  /** What of it whoever steps in gets at the end of the window. */
  readonly reward: number
}

/** A vertical place with what is written at it. */
interface Label {
  readonly x: number
  readonly y: number
  readonly anchor: 'start' | 'middle' | 'end'
}

const WIDTH = 340
const HEIGHT = 178
const LEFT = 6
const RIGHT = WIDTH - 6
const TOP = 26
const BOTTOM = 140

/** Past this share of the width a label beside the moment would leave the picture. */
const MOST_OF_WIDTH = 0.5

/**
 * The penalty of a failed side over its takeover window: below, the part that whoever steps in gets, growing from nothing; above, the
 * rest, that the honouring party gets. Lengths are pixels; nothing is decided by them.
 */
export function rewardChart({ from, until, now, penalty, reward }: RewardFacts) {
  const share = until > from ? Math.min(1, Math.max(0, (now - from) / (until - from))) : 1
  const x = round(LEFT + share * (RIGHT - LEFT))
  const level = (amount: number) => round(BOTTOM - (penalty > 0 ? amount / penalty : 0) * (BOTTOM - TOP))
  const end = level(reward)
  const present = level(reward * share)
  const isLate = share > MOST_OF_WIDTH
  const beside = (y: number): Label => ({ x: round(isLate ? x - 8 : x + 8), y, anchor: isLate ? 'end' : 'start' })
  return {
    width: WIDTH,
    height: HEIGHT,
    rest: `M${LEFT} ${BOTTOM}L${RIGHT} ${end}V${TOP}H${LEFT}Z`,
    taker: `M${LEFT} ${BOTTOM}L${RIGHT} ${end}V${BOTTOM}Z`,
    edge: `M${LEFT} ${BOTTOM}L${RIGHT} ${end}`,
    base: { x1: LEFT, x2: RIGHT, y: BOTTOM },
    now: { x, y1: TOP - 6, y2: BOTTOM, dot: present },
    labels: {
      now: { x, y: 12, anchor: share < 0.12 ? 'start' : share > 0.88 ? 'end' : 'middle' } as Label,
      rest: beside(round((TOP + present) / 2 + 4)),
      taker: beside(round(Math.min(BOTTOM - 6, present + (BOTTOM - present) / 2 + 6))),
      from: { x: LEFT, y: BOTTOM + 18, anchor: 'start' } as Label,
      until: { x: RIGHT, y: BOTTOM + 18, anchor: 'end' } as Label,
    },
  }
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10
}
