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
  'takeover.term.end': 'penalty, and the deal ends',
  'takeover.term.live': 'takeover window of {{window}} first',

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
} as const
