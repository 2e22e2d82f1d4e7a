/** Every address of the desk, as Express patterns. Links, forms and tests are made from here. */
export const paths = {
  root: '/',
  health: '/healthz',
  metrics: '/metrics',
  readiness: '/readyz',
  api: '/api',
  network: '/api/v1/network',
  index: '/api/v1/indices/:series',
  epochDocument: '/api/v1/epochs/:epoch',

  // People
  signIn: '/sign-in',
  signUp: '/sign-up',
  signOut: '/sign-out',
  language: '/language/:locale',
  wallet: '/wallet',
  walletChallenge: '/wallet/challenge',
  walletLink: '/wallet/link',
  callSettings: '/settings/calls',
  notifications: '/notifications',
  testNotification: '/notifications/test',
  live: '/live',

  // Negotiation
  rfqs: '/rfqs',
  newRfq: '/rfqs/new',
  rfq: '/rfqs/:rfqId',
  editRfq: '/rfqs/:rfqId/edit',
  publishRfq: '/rfqs/:rfqId/publish',
  withdrawRfq: '/rfqs/:rfqId/withdraw',
  quote: '/rfqs/:rfqId/quote',
  negotiation: '/negotiations/:negotiationId',
  counterOffer: '/negotiations/:negotiationId/counter',
  acceptOffer: '/negotiations/:negotiationId/accept',
  declineOffer: '/negotiations/:negotiationId/decline',
  withdrawOffer: '/negotiations/:negotiationId/withdraw',
  takeOver: '/negotiations/:negotiationId/take-over',

  // Deals
  portfolio: '/portfolio',
  portfolioCsv: '/portfolio.csv',
  statements: '/statements',
  statementsCsv: '/statements.csv',
  statement: '/statements/:day',
  statementCsv: '/statements/:day/statement.csv',
  deal: '/deals/:dealId',
  dealCsv: '/deals/:dealId/timeline.csv',
  confirmation: '/deals/:dealId/confirmation',
  replayFile: '/deals/:dealId/replay.json',
  sign: '/deals/:dealId/sign',
  signature: '/deals/:dealId/signature',
  permit: '/deals/:dealId/permit',
  cancellation: '/deals/:dealId/cancellation',
  openDeal: '/deals/:dealId/open',
  prepareAct: '/deals/:dealId/acts/prepare',
  transaction: '/transactions/:hash',
  takeovers: '/takeovers',
  takeover: '/takeovers/:dealId',

  // What everybody may read
  indices: '/indices',
  indexPage: '/indices/:series',
  epoch: '/epochs/:epoch',
  escrowPage: '/escrow.html',

  // Brokers and operators
  broker: '/broker',
  introduce: '/broker/introduce',
  operations: '/operations',
  runAgain: '/operations/run-again',
  resolveContradiction: '/operations/contradictions/:epoch',
  resolveMismatch: '/operations/mismatches/:subject',

  // Only on a desk for trying out
  trial: '/trial',
  becomePerson: '/trial/people/:person',
  testFunds: '/trial/funds',
  replay: '/replay',
  replayNextEvent: '/replay/next-event',
  replayAdvance: '/replay/advance',
  replayPlay: '/replay/play',
  replayPause: '/replay/pause',
} as const

/** The address of `pattern` with its parameters filled in. */
export function to(pattern: string, parameters: Readonly<Record<string, string>>): string {
  return pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''))
}

/** `text` if it is an address on this desk, as a path; the first page otherwise. Never leads to another host. */
export function localPath(text: unknown): string {
  if (typeof text !== 'string' || !/^\/(?![/\\])[\x21-\x7e]*$/.test(text)) return paths.root
  // What browsers would read as another host does not survive being parsed and put together again.
  const { origin, pathname, search } = new URL(text, 'http://desk.invalid')
  return origin === 'http://desk.invalid' && !pathname.startsWith('//') ? pathname + search : paths.root
}
