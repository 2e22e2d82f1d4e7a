/** The words of what people are told by mail, and of the page on which they choose it, in English. */
export const NEWS = {
  'news.subject.settled': 'Deal {{deal}}: a period was settled',
  'news.subject.called': 'Deal {{deal}}: margin call on you',
  'news.subject.defaultYou': 'Deal {{deal}}: you are in default',
  'news.subject.defaultThem': 'Deal {{deal}}: the counterparty is in default',
  'news.subject.closedOutYou': 'Deal {{deal}}: closed out for your default',
  'news.subject.closedOutThem': 'Deal {{deal}}: closed out for the default of the counterparty',
  'news.subject.takenFromYou': 'Deal {{deal}}: your side was taken over',
  'news.subject.takenFromThem': 'Deal {{deal}}: the other side was taken over',
  'news.subject.matured': 'Deal {{deal}}: matured',
  'news.subject.terminated': 'Deal {{deal}}: ended by agreement',
  'news.subject.unwound': 'Deal {{deal}}: unwound without fault',
  'news.subject.sign': 'Deal {{deal}}: your signature is needed',
  'news.subject.quote': 'An offer for you to answer',
  'news.subject.agreed': 'You have agreed on a deal',
  'news.subject.statement': 'Your statement of {{day}}',
  'news.subject.test': 'A test message',
  'news.text.settled.receive': 'You received {{amount}}. It is in your account in the escrow.',
  'news.text.settled.pay': 'You paid {{amount}} out of your account in the escrow.',
  'news.text.settled.nothing': 'Nothing was owed on either side.',
  'news.text.called':
    'Add {{amount}} by {{by}}. If it is not there in time, you are in default and pay the penalty of the terms.',
  'news.text.defaultYou':
    'You did not meet the call in time. Until {{by}} anyone may take your side over; after that the deal is closed out.',
  'news.text.defaultThem':
    'The counterparty did not meet its call. Until {{by}} anyone may take its side over and your deal lives on; after that it is closed out.',
  'news.text.closedOutYou':
    'You did not meet the call in time. What the terms put on it was paid out of your account: {{amount}}. What is left is yours to withdraw.',
  'news.text.closedOutThem':
    'The counterparty did not meet its call. You were paid {{amount}}, and everything in your account is yours to withdraw.',
  'news.text.takenFromYou':
    'Somebody stepped into the side that you did not meet the call on. {{amount}} was left to you, and is yours to withdraw.',
  'news.text.takenFromThem':
    'Somebody stepped into the side that was in default: your deal lives on. You were paid {{amount}} of the penalty.',
  'news.text.matured': 'Every period is settled. Everything in your account is yours to withdraw.',
  'news.text.terminated.receive': 'You received {{amount}}, and everything in your account is yours to withdraw.',
  'news.text.terminated.pay': 'You paid {{amount}}. Everything else in your account is yours to withdraw.',
  'news.text.terminated.nothing': 'Nothing was paid. Everything in your account is yours to withdraw.',
  'news.text.unwound': 'A fixing was missing for too long. Everything in your account is yours to withdraw.',
  'news.text.sign': 'It lapses unless both sides have signed and it is opened by {{by}}.',
  'news.text.quote': '{{hashrate}} TH/s for {{days}} days at {{rate}} sat/PH/day, firm until {{by}}.',
  'news.text.agreed': 'Both sides accepted the same terms. Next both sign them.',
  'news.text.statement': 'Balances, settlements, calls and values of your deals at the end of that UTC day.',
  'news.text.test': 'You asked for it on your page of notifications. News will arrive like this.',
  'news.text.look': 'Look: {{url}}',
  'news.text.why': 'You are told because you asked to be. Choose what you are told: {{url}}',
} as const
