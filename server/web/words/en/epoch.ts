/** The words of a difficulty epoch's proof, in English. */
export const EPOCH = {
  'epoch.title': 'Difficulty epoch {{number}}: the proof',
  'epoch.lead':
    'Why a terahash earned {{rate}} sat per PH/s per day from block {{height}} on: from Bitcoin’s own headers, step by step. Nothing here has to be believed; everything can be redone.',
  'epoch.given':
    'The relay on this chain was given this epoch at its deployment and trusts it: its chain of proofs begins here. Compare the first hash with a node of your own.',
  'epoch.standing':
    'The claim stands since {{at}} and becomes final {{window}} later, unless somebody shows more work for another.',
  'epoch.final': 'final on chain',
  'epoch.notFinal': 'not final yet',
  'epoch.anchor': 'given to the relay',
  'epoch.facts': 'What was relayed',
  'epoch.first': 'First block',
  'epoch.firstAt': 'Its header is dated',
  'epoch.firstHash': 'Its hash',
  'epoch.relayed': 'Relayed in transaction',
  'epoch.relay': 'Relay',
  'epoch.shown': 'Headers shown',
  'epoch.shown.text': '{{ending}} before the retarget and {{opening}} after it',
  'epoch.steps': 'From the headers to the value',
  'epoch.step.link':
    'The first header of the epoch names the last one of the epoch before as its predecessor: {{hash}}.',
  'epoch.step.work': 'The first header’s hash, {{hash}}, is below its target, {{target}}: it was mined.',
  'epoch.step.took':
    'The epoch before took {{seconds}} s, from {{first}} to {{last}}: 2,016 blocks should take 1,209,600 s. No step may be larger than fourfold.',
  'epoch.step.retarget':
    'Its target, {{before}}, × {{seconds}} ÷ 1,209,600, cut to three leading bytes, is {{target}}: in a header, bits {{bits}}.',
  'epoch.step.difficulty': 'Difficulty: 65,535 × 2²⁰⁸ ÷ target = {{difficulty}}.',
  'epoch.step.value':
    '⌊10¹⁸ × 10¹² × 86,400 × {{subsidy}} sat × target ÷ (10⁸ × 2³² × 65,535 × 2²⁰⁸)⌋ = {{value}} in 1e-18 BTC per TH/s per day = {{people}} sat per PH/s per day.',
  'epoch.headers': 'The headers',
  'epoch.headers.hint': '80 bytes each, as they are hashed',
  'epoch.headers.none': 'This chain’s transaction does not carry them. Any Bitcoin node has them.',
  'epoch.headers.ending': 'Last of the epoch before',
  'epoch.headers.opening': 'First of this epoch',
  'epoch.field': 'Field',
  'epoch.field.previousHash': 'Hash of the one before',
  'epoch.field.merkleRoot': 'Merkle root',
  'epoch.field.time': 'Time',
  'epoch.field.bits': 'Bits',
  'epoch.field.nonce': 'Nonce',
  'epoch.redo': 'Redo it',
  'epoch.redo.hint':
    'These lines need nothing but Node.js. They hash both headers, check work and link, and must print true, true, the bits and the value above.',
  'epoch.json': 'All of it as JSON',
  'epoch.survivals': 'How long it is known to have lasted',
  'epoch.survivals.text': 'still in force at {{until}}, shown by {{count}} headers in transaction {{transaction}}',
  'epoch.compared': 'The fixings of its days',
  'epoch.compared.none': 'No fixing of this epoch has been compared yet.',
  'epoch.compared.agree': 'Every fixing of every series from {{from}} to {{through}} is what the headers prove.',
  'epoch.compared.goesOn': 'The epoch goes on; each day is compared as its fixing comes.',
  'epoch.compared.differ':
    'These fixings were published with other values than the headers prove. They stay as they were published; nothing is corrected.',
  'epoch.day': 'Day',
  'epoch.series': 'Series',
  'epoch.attested': 'Published',
  'epoch.proven': 'Proven',
  'epoch.stopped':
    'The desk settles, marks and closes out nothing on these series until somebody responsible has decided.',
  'epoch.decided': 'Decided {{at}}, to act on them again: {{reason}}',
} as const
