/** The words of the takeover window, in English: in the terms, on the deal page, and on the page of deals to take over. */
export const TAKEOVER = {
  // The term
  'takeover.form.choice': 'If the other side fails',
  'takeover.form.why': 'The same holds for both sides. Without margin calls nobody can fail, and there is no window.',
  'takeover.form.end': 'pay me the penalty and end the deal',
  'takeover.form.live': 'keep my hedge alive: let somebody step in first',
  'takeover.form.hours': 'For at most',
  'takeover.form.whyHours': 'Two nights for somebody to come. 1 hour to 30 days (720 hours).',
  'takeover.error.hours': 'Enter the takeover window in hours, from 1 to 720, such as 48.',
  'takeover.term.end': 'none: the deal ends at once',
  'takeover.term.live': '{{window}}, then close-out',

  // Who pays what, before signing
  'takeover.fails.title': 'If the other side fails',
  'takeover.fails.titleEither': 'If a side fails',
  'takeover.fails.end.you':
    'The deal ends. You are paid what it is worth to you then and the penalty, {{penalty}} {{symbol}}, as far as the other account reaches. Your hedge is over.',
  'takeover.fails.end.either':
    'The deal ends. The other side is paid what it is worth to it then and the penalty, {{penalty}} {{symbol}}, as far as the account of the one that failed reaches.',
  'takeover.fails.live.you':
    'The deal lives on if somebody steps in: for {{window}} anybody may take the other side’s place. Your terms stay as they are.',
  'takeover.fails.live.either':
    'The deal lives on if somebody steps in: for {{window}} anybody may take the place of the side that failed. The terms stay as they are.',
  'takeover.fails.taker':
    'Who steps in deposits {{margin}} {{symbol}} of margin and what the mark asks for, and is paid for coming: nothing at first, growing evenly to {{half}} {{symbol}}, half of the penalty, when the window ends.',
  'takeover.fails.honouring.you':
    'You are paid at once what is unpaid and the rest of the penalty: {{penalty}} {{symbol}} if somebody comes at the start, {{rest}} {{symbol}} at the end.',
  'takeover.fails.honouring.either':
    'The side that kept its word is paid at once what is unpaid and the rest of the penalty: {{penalty}} {{symbol}} if somebody comes at the start, {{rest}} {{symbol}} at the end.',
  'takeover.fails.defaulter':
    'The side that failed keeps what is left of its account. All of this as far as that account reaches.',
  'takeover.fails.nobody.you':
    'If nobody comes, the deal is closed out: you are paid what it is worth to you then and the full penalty, {{penalty}} {{symbol}}.',
  'takeover.fails.nobody.either':
    'If nobody comes, the deal is closed out: the side that kept its word is paid what the deal is worth to it then and the full penalty, {{penalty}} {{symbol}}.',
  'takeover.inWords.you':
    'If the other side fails, the deal does not end at once: for {{window}} anybody may take its place, and your terms stay as they are.',
  'takeover.inWords.either':
    'If a side fails, the deal does not end at once: for {{window}} anybody may take its place, and the terms stay as they are.',
  'takeover.fails.mirrored': 'The same holds if you fail: somebody may then take your place.',

  // The window on the deal page
  'takeover.phase': 'In default, can be taken over',
  'takeover.window': 'Takeover window',
  'takeover.window.note': 'at the latest fixing, {{symbol}}',
  'takeover.window.stale': 'The index is stale: until the next fixing nobody can step in, and the clock goes on.',
  'takeover.window.unknown': 'The index cannot be read at the moment: what stepping in comes to is not known.',
  'takeover.next.honouring':
    '{{name}} failed. Until {{until}} anybody may take its place: your hedge then goes on as it is. There is nothing for you to do.',
  'takeover.next.failed':
    'You did not meet your margin call. Until {{until}} anybody may take your place, you included.',
  'takeover.next.broker': '{{name}} did not meet its margin call. Until {{until}} anybody may take its place.',
  'takeover.next.now.honouring': 'If somebody steps in now, {{toHonouring}} is credited to you at once.',
  'takeover.next.now.failed': 'If somebody steps in now, {{leftover}} of your account is left to you.',
  'takeover.next.nobody.honouring':
    'If nobody does, the deal is closed out: at today’s index {{paid}} goes to you, with the full penalty of {{penalty}} as far as it is there.',
  'takeover.next.nobody.failed':
    'If nobody does, the deal is closed out: at today’s index you pay {{paid}}, and {{left}} is left to you.',
  'takeover.next.nobodyOwed.honouring':
    'If nobody does, the deal is closed out: at today’s index the side that failed receives {{paid}}, after its penalty of {{penalty}}.',
  'takeover.next.nobodyOwed.failed':
    'If nobody does, the deal is closed out: at today’s index you receive {{paid}}, after your penalty of {{penalty}}.',
  'takeover.next.ahead':
    'The terms keep this deal alive: if a call is not met, anybody may take that side’s place for {{window}} before what follows.',
  'takeover.next.anybody':
    'It is listed for everybody who has signed in here, and anyone can do it on the escrow page.',
  'takeover.next.over.you': 'Nobody took your place by {{since}}. The deal is being closed out.',
  'takeover.next.over.other': 'Nobody took the place of {{name}} by {{since}}. The deal is being closed out.',
  'takeover.act.opens':
    'Opens the takeover window until {{until}}; if nobody steps in by then, the deal is closed out.',
  'takeover.act.again': 'Take my side again for {{deposit}}',
  'takeover.act.again.says':
    'You pay in {{deposit}} and keep your side; {{leftover}} of your old account is left to you as a claim.',
  'takeover.act.claim': 'Withdraw {{amount}}',
  'takeover.act.claim.says': 'Pays you {{amount}}: what was left to you when your side was taken over.',
  'takeover.gauge': 'In the window nothing can be put in or taken out.',
  'takeover.chart.says':
    'The penalty over the window: whoever steps in gets {{reward}} now and {{half}} {{symbol}} at the end; the side that kept its word gets the rest, {{rest}} now.',
  'takeover.chart.now': 'now',
  'takeover.chart.rest': 'honouring side {{rest}}',
  'takeover.chart.taker': 'who steps in {{reward}}',
  'takeover.chart.taken': 'taken over',
  'takeover.table': 'Who gets what',
  'takeover.column.now': 'Stepping in now',
  'takeover.column.end': 'At the window’s end',
  'takeover.column.nobody': 'If nobody comes',
  'takeover.row.deposit': 'Who steps in pays in',
  'takeover.row.reward': 'Who steps in is paid',
  'takeover.row.honouring': '{{side}}, who kept its word, gets at once',
  'takeover.row.honouring.you': 'You get at once',
  'takeover.row.failed': '{{side}}, who failed, keeps',
  'takeover.row.failed.you': 'You keep',
  'takeover.explain.owes':
    'At the latest fixing this side owes {{worth}} on the days to come: that much stays in its account for it, and what the old account lacks is part of the deposit.',
  'takeover.explain.owed':
    'At the latest fixing this side is owed {{worth}} on the days to come: whoever steps in pays for it in the deposit, and receives it if the index stays.',
  'takeover.explain.even': 'At the latest fixing this side neither owes nor is owed anything on the days to come.',
  'takeover.explain.account':
    'After paying in {{deposit}}, whoever steps in has {{account}} in its account: the initial margin, what the mark asks for, and the reward.',
  'takeover.explain.limit':
    'A fixing may move the mark while the transaction is on its way: at most {{limit}} is taken, {{percent}} more than now, or nothing happens.',
  'takeover.left':
    'Your side was taken over on {{at}} by {{name}}. What was left of your account, {{leftover}}, is yours.',
  'takeover.left.nothing': 'Your side was taken over on {{at}} by {{name}}. Nothing was left of your account.',
  'takeover.left.note': '{{claim}} waits for you in the escrow, for ever if need be.',
  'takeover.left.taken': 'You have taken it.',
  'takeover.timeline.amount': 'Your side’s account',
  'takeover.result.nobody': 'Nobody took the place of {{name}} in its takeover window, until {{until}}.',
  'takeover.result.former': '{{side}}, taken over',
  'takeover.story': 'Its place was anybody’s to take until {{until}}. Nobody came.',
  'takeover.look': 'See what stepping in would bring',

  // What the wallet is asked for
  'takeover.step': 'Step into the side that failed: pay in {{amount}} {{symbol}}',
  'takeover.step.note': 'A transaction: the deposit is taken, the side is yours, and the deal lives on.',
  'takeover.step.claim': 'Withdraw what was left to you in deal {{name}}',
  'takeover.step.deposit': 'You pay in now',
  'takeover.step.limit': 'At most, if the mark moves on the way',
  'takeover.step.reward': 'Of the penalty, for coming',
  'takeover.step.account': 'Your account in the escrow afterwards',
  'takeover.step.side': 'You become',

  // In lists
  'takeover.portfolio.cause': 'your default; your side was taken over',
  'takeover.portfolio.next': 'takeover window until {{at}}',
  'takeover.operations': 'takeover window',

  // The page of deals to take over
  'takeovers.title': 'Deals to take over',
  'takeovers.lead':
    'A side did not meet its margin call, and its terms keep the deal alive if somebody steps in. Whoever does pays in the margin, has the deal as it stands, and is paid a part of the penalty that grows until the window ends. First come, first served.',
  'takeovers.count_one': '{{count}} deal, the one that ends soonest first',
  'takeovers.count_other': '{{count}} deals, the one that ends soonest first',
  'takeovers.column.side': 'You would be',
  'takeovers.column.terms': 'Terms',
  'takeovers.column.worth': 'Worth at the mark',
  'takeovers.column.deposit': 'Pay in now',
  'takeovers.column.reward': 'Paid for coming, now',
  'takeovers.column.end': 'at the end',
  'takeovers.column.left': 'Window ends',
  'takeovers.terms': '{{hashrate}} TH/s · {{series}} · {{rate}} sat/PH/day',
  'takeovers.schedule': '{{done}} of {{all}} periods settled, to {{to}}',
  'takeovers.seller': 'seller, receiving fixed',
  'takeovers.buyer': 'buyer, receiving the index',
  'takeovers.yours.failed': 'your own side',
  'takeovers.yours.honouring': 'your counterparty’s side',
  'takeovers.look': 'Look',
  'takeovers.stale': 'the index is stale',
  'takeovers.fresh': 'mark of {{day}}',
  'takeovers.empty': 'No side is in default with its window open.',
  'takeovers.empty.what':
    'When a side of a deal does not meet its margin call and the terms say “keep my hedge alive”, the deal is listed here for some hours or days. Anybody with a wallet may step in: it pays in that side’s margin, takes the deal as it stands, and is paid up to half the penalty for coming. If nobody does, the deal is closed out.',
  'takeovers.board_one': '{{count}} deal can be taken over',
  'takeovers.board_other': '{{count}} deals can be taken over',
  'takeovers.needs_one': 'A side failed and its place can be taken: whoever steps in is paid for coming',
  'takeovers.needs_other': '{{count}} sides failed and their places can be taken: whoever steps in is paid for coming',

  // One deal to take over
  'takeovers.one.title': 'Take over a side',
  'takeovers.one.heading.seller': 'Become the seller of {{hashrate}} TH/s',
  'takeovers.one.heading.buyer': 'Become the buyer of {{hashrate}} TH/s',
  'takeovers.one.next':
    'This side failed. Until {{until}} you may step in: you pay in {{deposit}}, and your account then holds {{account}}, {{reward}} of it for coming.',
  'takeovers.one.nextUnknown':
    'This side failed. Until {{until}} anybody may step in, once the index can be read again.',
  'takeovers.one.stale': 'The index is stale: until the next fixing nobody can step in.',
  'takeovers.one.wait': 'The reward grows until {{until}}, to {{reward}}; somebody else may come first.',
  'takeovers.one.act': 'Take over for {{deposit}}',
  'takeovers.one.act.says': 'You pay in {{deposit}} and have this side of the deal from then on.',
  'takeovers.one.wallet': 'Link a wallet first: a side belongs to a wallet.',
  'takeovers.one.link': 'Link a wallet',
  'takeovers.one.honouring':
    'The other side of this deal is yours: nobody deals with itself. Its page tells what you get.',
  'takeovers.one.failed': 'This side is your own. Its page tells what you can do.',
  'takeovers.one.toDeal': 'To the deal',
  'takeovers.one.over.takenOver': 'Somebody has stepped in: this deal lives on, and its window is over.',
  'takeovers.one.over.closed': 'This window is over: the deal has ended.',
  'takeovers.one.over.waiting': 'This window is over, and nobody stepped in: the deal is being closed out.',
  'takeovers.one.mine': 'This side is yours now.',
  'takeovers.one.others': 'All deals to take over',
  'takeovers.one.anonymous':
    'Who the two are is not shown before you are one of them; all the rest stands on the chain for everybody.',
  'takeovers.one.terms': 'The terms you would have',
  'takeovers.one.happened': 'What happened so far',
  'takeovers.one.settled_one': '{{count}} period settled',
  'takeovers.one.settled_other': '{{count}} periods settled',
  'takeovers.one.index': 'Index at the fixing of {{day}}',
  'takeovers.one.against': '{{percent}} against the fixed rate',
  'takeovers.one.called': 'Called',
  'takeovers.one.escrow': 'Escrow',
} as const
