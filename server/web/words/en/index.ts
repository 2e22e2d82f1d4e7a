/** The words of the index pages, in English. */
export const INDEX = {
  'index.title': '{{series}}: what a terahash earns',
  'index.lead':
    'Bitcoin mining earnings from the block subsidy, per hashrate and day, computed from difficulty alone. A new value comes with every difficulty adjustment, about every two weeks.',
  'index.lead.average':
    'The mean of the last {{count}} difficulty epochs’ BME14: slower, for deals that should not follow every adjustment.',
  'index.series': 'Series',
  'index.now': 'Fixing of {{day}}',
  'index.none': 'No final fixing can be read: there is none yet, or the database does not answer.',
  'index.byTable': 'By the table, for the epoch begun {{day}}',
  'index.logarithmic': 'The scale is logarithmic.',
  'index.final': 'final',
  'index.transaction': 'attested on chain, transaction',
  'index.difficulty': 'Difficulty',
  'index.lastRetarget': 'Last retarget',
  'index.nextRetarget': 'Next retarget',
  'index.nextRetarget.hint': 'about {{day}}, at block {{height}}; an estimate at 14 days an epoch',
  'index.retargetDue': 'due any time, at block {{height}}',
  'index.chart': '{{series}} in sat per PH/s per day',
  'index.chart.title': '{{series}} from {{from}} to {{until}}, from {{first}} to {{last}} sat/PH/day',
  'index.range': 'Range',
  'index.range.1': '1 year',
  'index.range.4': '4 years',
  'index.range.all': 'all',
  'index.mark.retarget': 'Difficulty adjustment, {{change}}',
  'index.mark.halving': 'Halving of the subsidy reaches the index',
  'index.marks': 'Short ticks: difficulty adjustments. Dashed lines: halvings.',
  'index.overdue':
    'The fixing of {{day}} has been due since {{since}} and is not there. Nothing is settled or called on days without a fixing.',
  'index.overdue.deals_one': '{{count}} deal waits for it; either side may unwind it without fault from {{from}}.',
  'index.overdue.deals_other':
    '{{count}} deals wait for it; either side may unwind the first of them without fault from {{from}}.',
  'index.formula': 'Today’s numbers, worked',
  'index.formula.text':
    '86,400 s × 10¹² H/s ÷ (difficulty {{difficulty}} × 2³²) × {{subsidy}} BTC a block = {{value}} BTC per TH/s per day = {{people}} sat per PH/s per day',
  'index.formula.average': '({{values}}) ÷ {{count}} = {{people}} sat per PH/s per day',
  'index.check': 'Check it yourself',
  'index.check.hint':
    'The target is decoded from the bits of any header of this epoch (block {{height}}); ask your own node. The second line must print {{value}}, in 1e-18 BTC per TH/s per day.',
  'index.check.api': 'As the API tells it',
  'index.halving': 'Halvings',
  'index.halving.text':
    'The subsidy falls to {{subsidy}} BTC at block {{height}}, about {{day}} at 14 days an epoch. By definition the index follows at the next difficulty adjustment, block {{follows}}: the subsidy of an epoch is that of its first block. A deal across that day loses half of its index at once, and both sides know it in advance.',
  'index.epochs': 'Difficulty epochs',
  'index.epochs.hint': 'Newest first; nothing after desk time is shown.',
  'index.epochs.more': 'Show all {{count}} epochs',
  'index.height': 'First block',
  'index.date': 'Began',
  'index.change': 'Change',
  'index.value': 'Value',
  'index.estimated': 'estimated time',
} as const
