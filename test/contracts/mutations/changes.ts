/** A node of the syntax tree that the compiler writes. */
export interface Node {
  nodeType: string
  /** `start:length:file`, in bytes. */
  src: string
  [key: string]: unknown
}

/** The bytes `from` up to `to` of a source are replaced. */
export interface Change {
  from: number
  to: number
  by: string
}

const INSTEAD: Record<string, string[]> = {
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '**': ['*'],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '==': ['!='],
  '!=': ['=='],
  '&&': ['||'],
  '||': ['&&'],
  '&': ['|'],
  '|': ['&'],
  '^': ['&'],
  '<<': ['>>'],
  '>>': ['<<'],
  '+=': ['-='],
  '-=': ['+='],
  '*=': ['/='],
  '/=': ['*='],
  '|=': ['&='],
  '&=': ['|='],
  '++': ['--'],
  '--': ['++'],
}
const YUL_INSTEAD: Record<string, string> = {
  add: 'sub',
  sub: 'add',
  mul: 'div',
  div: 'mul',
  lt: 'gt',
  gt: 'lt',
  and: 'or',
  or: 'and',
  shl: 'shr',
  shr: 'shl',
}
const SIDES: Record<string, string> = { Seller: 'Buyer', Buyer: 'Seller' }
const STATEMENTS = ['ExpressionStatement', 'RevertStatement', 'EmitStatement', 'Break', 'Continue']

/**
 * Every change of one operator, comparison, constant, condition, side, statement or guard, in the order of the text.
 *
 * @param text the source, whose bytes the tree counts
 */
export function changesOf(ast: Node, text: Buffer): Change[] {
  const changes = nodesOf(ast).flatMap((node) => CHANGERS.flatMap((change) => change(node, text)))
  return changes.sort((one, other) => one.from - other.from || one.to - other.to)
}

type Changer = (node: Node, text: Buffer) => Change[]

const operator: Changer = (node, text) => {
  const left = childOf(node, 'leftExpression') ?? childOf(node, 'leftHandSide')
  const right = childOf(node, 'rightExpression') ?? childOf(node, 'rightHandSide')
  if (!left || !right) return []
  const from = placeOf(left).to
  const between = text.subarray(from, placeOf(right).from).toString('latin1')
  const at = from + between.indexOf(String(node.operator))
  return instead(String(node.operator), at)
}

const unary: Changer = (node) => {
  if (node.nodeType !== 'UnaryOperation') return []
  const { from, to } = placeOf(node)
  const sign = String(node.operator)
  if (sign === '++' || sign === '--') return instead(sign, node.prefix === true ? from : to - 2)
  return ['!', '-', '~'].includes(sign) ? [{ from, to: from + 1, by: '' }] : []
}

const literal: Changer = (node) => {
  if (node.nodeType !== 'Literal' && node.nodeType !== 'YulLiteral') return []
  const place = placeOf(node)
  if (node.kind === 'bool') return [{ ...place, by: node.value === 'true' ? 'false' : 'true' }]
  if (node.kind !== 'number' || !/^(0x[\da-f]+|[\d_]+|\d+e\d+)$/i.test(String(node.value))) return []
  const value = whole(String(node.value))
  return [value + 1n, value - 1n].filter((other) => other >= 0n).map((other) => ({ ...place, by: other.toString() }))
}

/** Comparisons are turned round as operators. */
const condition: Changer = (node, text) => {
  const asked = childOf(node, 'condition')
  if (!asked || !['IfStatement', 'Conditional', 'WhileStatement'].includes(node.nodeType)) return []
  if (/^([<>]=?|[!=]=)$/.test(String(asked.operator)) || asked.operator === '!') return []
  const place = placeOf(asked)
  return [{ ...place, by: `!(${text.subarray(place.from, place.to).toString()})` }]
}

const side: Changer = (node, text) => {
  const other = node.nodeType === 'MemberAccess' ? SIDES[String(node.memberName)] : undefined
  const { from, to } = placeOf(node)
  const isSide = /^Side\.\w+$/.test(text.subarray(from, to).toString())
  return other !== undefined && isSide ? [{ from, to, by: `Side.${other}` }] : []
}

/** With its semicolon; what a loop does after each round has none. */
const statement: Changer = (node, text) => {
  if (!STATEMENTS.includes(node.nodeType)) return []
  const { from, to } = placeOf(node)
  return text.toString('latin1', to, to + 1) === ';' ? [{ from, to: to + 1, by: '{}' }] : [{ from, to, by: '' }]
}

const guard: Changer = (node) => (node.nodeType === 'ModifierInvocation' ? [{ ...placeOf(node), by: '' }] : [])

const yul: Changer = (node) => {
  const name = node.nodeType === 'YulFunctionCall' ? childOf(node, 'functionName') : undefined
  const other = name && YUL_INSTEAD[String(name.name)]
  return other ? [{ ...placeOf(name), by: other }] : []
}

const CHANGERS: Changer[] = [operator, unary, literal, condition, side, statement, guard, yul]

function instead(sign: string, from: number): Change[] {
  return (INSTEAD[sign] ?? []).map((by) => ({ from, to: from + sign.length, by }))
}

function whole(text: string): bigint {
  const [digits = '0', zeros = '0'] = text.replaceAll('_', '').split(/e/i)
  return text.startsWith('0x') ? BigInt(text) : BigInt(digits) * 10n ** BigInt(zeros)
}

function placeOf({ src }: Node): { from: number; to: number } {
  const [start = 0, length = 0] = src.split(':').map(Number)
  return { from: start, to: start + length }
}

function childOf(node: Node, name: string): Node | undefined {
  const child = node[name]
  return isNode(child) ? child : undefined
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'nodeType' in value && 'src' in value
}

function nodesOf(value: unknown): Node[] {
  if (typeof value !== 'object' || value === null) return []
  const below = Object.values(value).flatMap(nodesOf)
  return isNode(value) ? [value, ...below] : below
}
