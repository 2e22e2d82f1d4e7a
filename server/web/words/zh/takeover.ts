import type { TAKEOVER as ENGLISH } from '../en/takeover.ts'

/** The words of the takeover window, in Chinese: in the terms, on the deal page, and on the page of deals to take over. */
export const TAKEOVER = {
  // The term
  'takeover.form.choice': '若对手方违约',
  'takeover.form.why': '对双方同样适用。没有保证金追缴就不会违约，也就没有接管窗口。',
  'takeover.form.end': '向我支付违约金，交易终止',
  'takeover.form.live': '保留我的对冲：先让他人接手',
  'takeover.form.hours': '最长等待',
  'takeover.form.whyHours': '留出两个夜晚让人接手。1 小时至 30 天（720 小时）。',
  'takeover.error.hours': '请以小时填写接管窗口，1 至 720，例如 48。',
  'takeover.term.end': '支付违约金，交易终止',
  'takeover.term.live': '先开放 {{window}}接管窗口',

  // Who pays what, before signing
  'takeover.fails.title': '若对手方违约',
  'takeover.fails.titleEither': '若一方违约',
  'takeover.fails.end.you':
    '交易终止。您获付交易届时对您的价值以及违约金 {{penalty}} {{symbol}}，以对手方账户余额为限。您的对冲随之结束。',
  'takeover.fails.end.either':
    '交易终止。守约方获付交易届时对其的价值以及违约金 {{penalty}} {{symbol}}，以违约方账户余额为限。',
  'takeover.fails.live.you': '只要有人接手，交易便继续存续：在 {{window}}内，任何人都可以接替对手方。您的条款不变。',
  'takeover.fails.live.either': '只要有人接手，交易便继续存续：在 {{window}}内，任何人都可以接替违约方。条款不变。',
  'takeover.fails.taker':
    '接手者存入 {{margin}} {{symbol}} 保证金以及盯市所需的金额，并获得报酬：起初为零，随时间均匀增长，至窗口结束时达到 {{half}} {{symbol}}，即违约金的一半。',
  'takeover.fails.honouring.you':
    '您即时获付未付款项以及违约金的其余部分：窗口伊始有人接手为 {{penalty}} {{symbol}}，窗口结束时为 {{rest}} {{symbol}}。',
  'takeover.fails.honouring.either':
    '守约方即时获付未付款项以及违约金的其余部分：窗口伊始有人接手为 {{penalty}} {{symbol}}，窗口结束时为 {{rest}} {{symbol}}。',
  'takeover.fails.defaulter': '违约方保留其账户的剩余金额。以上各项均以该账户余额为限。',
  'takeover.fails.nobody.you':
    '若无人接手，交易被平仓：您获付交易届时对您的价值以及全额违约金 {{penalty}} {{symbol}}。',
  'takeover.fails.nobody.either':
    '若无人接手，交易被平仓：守约方获付交易届时对其的价值以及全额违约金 {{penalty}} {{symbol}}。',
  'takeover.inWords.you': '若对手方违约，交易不会立即终止：在 {{window}}内，任何人都可以接替其位置，您的条款不变。',
  'takeover.inWords.either': '若一方违约，交易不会立即终止：在 {{window}}内，任何人都可以接替其位置，条款不变。',
  'takeover.fails.mirrored': '若您违约亦然：届时他人可以接替您的位置。',
} as const satisfies Record<keyof typeof ENGLISH, string>
