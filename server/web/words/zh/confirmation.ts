import type { CONFIRMATION as ENGLISH } from '../en/confirmation.ts'

/** The words of the confirmation of a deal, in Chinese. */
export const CONFIRMATION = {
  'confirmation.title': '交易 {{name}} 成交确认书',
  'confirmation.back': '返回交易',
  'confirmation.lead':
    '双方所签署的内容，以文字说明并逐字列出。本页、其打印件与译文都是同一文本的不同呈现；该文本的哈希即在条款之中。',
  'confirmation.parties': '当事方',
  'confirmation.seller': '卖方，收取固定价',
  'confirmation.buyer': '买方，收取指数',
  'confirmation.broker': '经纪人',
  'confirmation.inWords': '文字说明',
  'confirmation.forSeller': '对卖方而言',
  'confirmation.forBuyer': '对买方而言',
  'confirmation.terms': '全部条款',
  'confirmation.field': '字段',
  'confirmation.type': '类型',
  'confirmation.value': '签署的数值',
  'confirmation.text': '规范文本',
  'confirmation.textNote': 'UTF-8，首行后有一个换行，末尾没有。RFC 8785。',
  'confirmation.hashes': '哈希',
  'confirmation.hash': '文本的 keccak-256',
  'confirmation.matches': '与条款中的文件哈希一致',
  'confirmation.differs': '与条款中的文件哈希不一致：这不是双方签署的文本',
  'confirmation.digest': '双方签署的 EIP-712 摘要',
  'confirmation.domain': '域：Hashdesk，版本 1，链 {{chain}}，工厂合约 {{factory}}',
  'confirmation.escrow': '托管合约地址',
  'confirmation.print': '如需打印或保存为 PDF，请使用浏览器的打印命令：本页已为此排版。',
} as const satisfies Record<keyof typeof ENGLISH, string>
