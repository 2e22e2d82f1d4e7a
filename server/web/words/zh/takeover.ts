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
  'takeover.term.end': '无：交易立即终止',
  'takeover.term.live': '{{window}}，其后平仓',

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

  // The window on the deal page
  'takeover.phase': '已违约，可接管',
  'takeover.window': '接管窗口',
  'takeover.window.note': '按最新定盘计，{{symbol}}',
  'takeover.window.stale': '指数已过期：在下一次定盘之前无人能够接手，而窗口照常计时。',
  'takeover.window.unknown': '目前无法读取指数：接手所需与所得暂不可知。',
  'takeover.next.honouring':
    '{{name}} 违约。在 {{until}} 之前任何人都可以接替其位置，届时您的对冲照原样继续。您无需操作。',
  'takeover.next.failed': '您未补足追缴的保证金。在 {{until}} 之前任何人都可以接替您的位置，您本人也可以。',
  'takeover.next.broker': '{{name}} 未补足追缴的保证金。在 {{until}} 之前任何人都可以接替其位置。',
  'takeover.next.now.honouring': '若现在有人接手，{{toHonouring}} 立即记入您的账户。',
  'takeover.next.now.failed': '若现在有人接手，您账户中剩余的 {{leftover}} 归您所有。',
  'takeover.next.nobody.honouring':
    '若无人接手，交易将被平仓：按当前指数，{{paid}} 归您所有，其中含全额违约金 {{penalty}}（以其账户余额为限）。',
  'takeover.next.nobody.failed': '若无人接手，交易将被平仓：按当前指数，您支付 {{paid}}，余下 {{left}} 归您所有。',
  'takeover.next.nobodyOwed.honouring':
    '若无人接手，交易将被平仓：按当前指数，违约方扣除违约金 {{penalty}} 后收到 {{paid}}。',
  'takeover.next.nobodyOwed.failed':
    '若无人接手，交易将被平仓：按当前指数，扣除您的违约金 {{penalty}} 后，您收到 {{paid}}。',
  'takeover.next.ahead':
    '条款约定保留这笔交易：若追缴未获补足，任何人可在 {{window}}内接替该方，其后才会发生下述情形。',
  'takeover.next.anybody': '本平台所有已登录的人都能看到它，任何人也可以在托管页面上接手。',
  'takeover.next.over.you': '截至 {{since}} 无人接替您的位置，交易正在平仓。',
  'takeover.next.over.other': '截至 {{since}} 无人接替 {{name}} 的位置，交易正在平仓。',
  'takeover.act.opens': '开放接管窗口至 {{until}}；届时若无人接手，交易将被平仓。',
  'takeover.act.again': '存入 {{deposit}} 重新接手我方',
  'takeover.act.again.says': '您存入 {{deposit}} 并保留您的一方；原账户中剩余的 {{leftover}} 作为余款归您领取。',
  'takeover.act.claim': '领取 {{amount}}',
  'takeover.act.claim.says': '向您支付 {{amount}}：您的一方被接管时留给您的余款。',
  'takeover.gauge': '窗口期间不能存入，也不能提取。',
  'takeover.chart.says':
    '窗口期间违约金的分配：接手者现在得 {{reward}}，窗口结束时得 {{half}} {{symbol}}；其余归守约方，现为 {{rest}}。',
  'takeover.chart.now': '现在',
  'takeover.chart.rest': '守约方 {{rest}}',
  'takeover.chart.taker': '接手者 {{reward}}',
  'takeover.chart.taken': '被接管',
  'takeover.table': '各方所得',
  'takeover.column.now': '现在接手',
  'takeover.column.end': '窗口结束时接手',
  'takeover.column.nobody': '无人接手',
  'takeover.row.deposit': '接手者存入',
  'takeover.row.reward': '接手者的报酬',
  'takeover.row.honouring': '守约方（{{side}}）即时获得',
  'takeover.row.honouring.you': '您即时获得',
  'takeover.row.failed': '违约方（{{side}}）保留',
  'takeover.row.failed.you': '您保留',
  'takeover.explain.owes':
    '按最新定盘，该方在剩余各日上应付 {{worth}}：其账户中保留同等数额以备支付，原账户不足的部分计入存入的金额。',
  'takeover.explain.owed':
    '按最新定盘，该方在剩余各日上应收 {{worth}}：接手者在存入的金额中为此付款，若指数不变则将收回。',
  'takeover.explain.even': '按最新定盘，该方在剩余各日上既无应付也无应收。',
  'takeover.explain.account':
    '存入 {{deposit}} 之后，接手者的账户中有 {{account}}：初始保证金、盯市所需的金额以及报酬。',
  'takeover.explain.limit':
    '交易在途时，新的定盘可能改变盯市价值：最多收取 {{limit}}，即比现在多 {{percent}}；超出则不执行。',
  'takeover.left': '您的一方已于 {{at}} 由 {{name}} 接管。您账户中剩余的 {{leftover}} 归您所有。',
  'takeover.left.nothing': '您的一方已于 {{at}} 由 {{name}} 接管。您的账户没有剩余。',
  'takeover.left.note': '{{claim}} 在托管合约中等您领取，没有期限。',
  'takeover.left.taken': '您已领取。',
  'takeover.timeline.amount': '您所在一方的账户',
  'takeover.result.nobody': '在截至 {{until}} 的接管窗口内，无人接替 {{name}} 的位置。',
  'takeover.result.former': '{{side}}（被接管）',
  'takeover.story': '在 {{until}} 之前任何人都可以接替其位置，但无人接手。',
  'takeover.look': '看看接手能得到什么',

  // What the wallet is asked for
  'takeover.step': '接手违约的一方：存入 {{amount}} {{symbol}}',
  'takeover.step.note': '一笔链上交易：收取存入的金额，该方归您所有，交易继续存续。',
  'takeover.step.claim': '领取交易 {{name}} 中留给您的余款',
  'takeover.step.deposit': '您现在存入',
  'takeover.step.limit': '途中盯市价值变动时至多',
  'takeover.step.reward': '其中接手的报酬（来自违约金）',
  'takeover.step.account': '之后您在托管合约中的账户',
  'takeover.step.side': '您将成为',

  // In lists
  'takeover.portfolio.cause': '您违约，您的一方被接管',
  'takeover.portfolio.next': '接管窗口至 {{at}}',
  'takeover.operations': '接管窗口',

  // The page of deals to take over
  'takeovers.title': '可接管的交易',
  'takeovers.lead':
    '一方未补足追缴的保证金，而条款约定只要有人接手交易就继续存续。接手者存入保证金，按现状承接交易，并获得违约金中随时间增长的一部分作为报酬，直至窗口结束。先到先得。',
  'takeovers.count_one': '{{count}} 笔交易，最早结束的在前',
  'takeovers.count_other': '{{count}} 笔交易，最早结束的在前',
  'takeovers.column.side': '您将是',
  'takeovers.column.terms': '条款',
  'takeovers.column.worth': '盯市价值',
  'takeovers.column.deposit': '现在存入',
  'takeovers.column.reward': '现在接手的报酬',
  'takeovers.column.end': '窗口结束时',
  'takeovers.column.left': '窗口结束',
  'takeovers.terms': '{{hashrate}} TH/s · {{series}} · {{rate}} sat/PH/天',
  'takeovers.schedule': '{{all}} 期中已结算 {{done}} 期，至 {{to}}',
  'takeovers.seller': '卖方，收取固定价',
  'takeovers.buyer': '买方，收取指数',
  'takeovers.yours.failed': '您自己的一方',
  'takeovers.yours.honouring': '您对手方的一方',
  'takeovers.look': '查看',
  'takeovers.stale': '指数已过期',
  'takeovers.fresh': '按 {{day}} 定盘',
  'takeovers.empty': '目前没有处于接管窗口的违约方。',
  'takeovers.empty.what':
    '当交易的一方未补足追缴的保证金，而条款约定“保留我的对冲”时，该交易会在这里列出数小时或数天。任何持有钱包的人都可以接手：存入该方的保证金，按现状承接交易，并获得至多一半违约金作为报酬。若无人接手，交易将被平仓。',
  'takeovers.board_one': '{{count}} 笔交易可接管',
  'takeovers.board_other': '{{count}} 笔交易可接管',
  'takeovers.needs_one': '有一方违约，其位置可以接替：接手者可获报酬',
  'takeovers.needs_other': '有 {{count}} 方违约，其位置可以接替：接手者可获报酬',

  // One deal to take over
  'takeovers.one.title': '接管一方',
  'takeovers.one.heading.seller': '成为 {{hashrate}} TH/s 的卖方',
  'takeovers.one.heading.buyer': '成为 {{hashrate}} TH/s 的买方',
  'takeovers.one.next':
    '该方违约。在 {{until}} 之前您可以接手：您存入 {{deposit}}，之后您的账户中持有 {{account}}，其中 {{reward}} 为接手的报酬。',
  'takeovers.one.nextUnknown': '该方违约。在 {{until}} 之前任何人都可以接手，但须待指数恢复可读。',
  'takeovers.one.stale': '指数已过期：在下一次定盘之前无人能够接手。',
  'takeovers.one.wait': '报酬在 {{until}} 之前持续增长，至 {{reward}}；但他人可能先行接手。',
  'takeovers.one.act': '存入 {{deposit}} 接管',
  'takeovers.one.act.says': '您存入 {{deposit}}，此后该方归您所有。',
  'takeovers.one.wallet': '请先关联钱包：一方归属于一个钱包。',
  'takeovers.one.link': '关联钱包',
  'takeovers.one.honouring': '这笔交易的另一方就是您：任何人都不能与自己交易。您的所得见交易页面。',
  'takeovers.one.failed': '这是您自己的一方。您可以做什么，见交易页面。',
  'takeovers.one.toDeal': '前往交易',
  'takeovers.one.over.takenOver': '已有人接手：交易继续存续，窗口已结束。',
  'takeovers.one.over.closed': '窗口已结束：交易已了结。',
  'takeovers.one.over.waiting': '窗口已结束且无人接手：交易正在平仓。',
  'takeovers.one.mine': '该方现已归您所有。',
  'takeovers.one.others': '所有可接管的交易',
  'takeovers.one.anonymous': '在您成为其中一方之前，不显示双方是谁；其余内容都在链上对所有人公开。',
  'takeovers.one.terms': '您将承接的条款',
  'takeovers.one.happened': '迄今为止',
  'takeovers.one.settled_one': '已结算 {{count}} 期',
  'takeovers.one.settled_other': '已结算 {{count}} 期',
  'takeovers.one.index': '{{day}} 定盘的指数',
  'takeovers.one.against': '较固定价 {{percent}}',
  'takeovers.one.called': '追缴',
  'takeovers.one.escrow': '托管合约',
} as const satisfies Record<keyof typeof ENGLISH, string>
