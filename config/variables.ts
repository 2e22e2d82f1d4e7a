import { z } from 'zod'
import type { Address, Hex } from '../server/domain/terms/terms.ts'

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** One environment variable: what a right value is, in code and in words. */
export interface Variable<T extends z.ZodType = z.ZodType> {
  /** Completes the sentence "expected …". */
  readonly expected: string
  /** What holds when it is not set, as text; null: nothing does. */
  readonly fallback: string | null
  /** A wrong value of it is never shown. */
  readonly isSecret: boolean
  readonly value: T
}

const variable = <T extends z.ZodType>(
  value: T,
  expected: string,
  { fallback = null, isSecret = false }: { fallback?: string | null; isSecret?: boolean } = {},
): Variable<T> => ({ expected, fallback, isSecret, value })

const port = z
  .string()
  .regex(/^(0|[1-9]\d{0,4})$/)
  .transform(Number)
  .refine((number) => number <= 65_535)

const blockNumber = z
  .string()
  .regex(/^(0|[1-9]\d{0,9})$/)
  .transform(Number)

const seconds = z
  .string()
  .regex(/^[1-9]\d{0,3}$/)
  .transform(Number)

/** A decimal number of a coin or a part of it, in its smallest unit. */
const decimalOf = (decimals: number) =>
  z
    .string()
    .regex(new RegExp(`^\\d{1,9}(\\.\\d{1,${decimals}})?$`))
    .transform((text) => {
      const [whole = '', fraction = ''] = text.split('.')
      return BigInt(whole + fraction.padEnd(decimals, '0'))
    })

const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .transform((text) => text as Address)

const privateKey = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/)
  .transform((text) => text.toLowerCase() as Hex)

const listOf = <T extends string>(item: z.ZodType<T, string>) =>
  z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(item))
    .refine((items) => new Set(items.map((one) => one.toLowerCase())).size === items.length)

const emails = listOf(z.string().regex(/^[^\s@,]+@[^\s@,]+$/))

/** Every variable the desk reads. The table in config/README.md says the same; a test holds the two together. */
export const VARIABLES = {
  PORT: variable(port, 'a port from 0 (any free one) to 65535', { fallback: '3000' }),
  HOST: variable(z.string().regex(/^\S+$/), 'a host name or address to listen on', { fallback: '127.0.0.1' }),
  DATA_DIR: variable(z.string(), 'a directory', { fallback: '.data' }),
  PUBLIC_URL: variable(
    z.url({ protocol: /^https?$/ }).refine((text) => new URL(text).pathname === '/' && !/[?#]/.test(text)),
    'the http(s):// address that people reach the desk at, without a path',
  ),
  SESSION_SECRET: variable(z.string().min(32), 'at least 32 characters nobody can guess', { isSecret: true }),
  OPERATORS: variable(emails, 'different e-mail addresses, separated by commas'),
  AUDITORS: variable(emails, 'different e-mail addresses, separated by commas'),
  LOG_LEVEL: variable(z.enum(LOG_LEVELS), `one of ${LOG_LEVELS.join(', ')}`, { fallback: 'warn' }),
  MONGODB_URI: variable(z.string().regex(/^mongodb(\+srv)?:\/\/\S+$/), 'a mongodb:// or mongodb+srv:// address', {
    isSecret: true,
  }),
  RPC_URL: variable(z.url({ protocol: /^https?$/ }), 'an http(s):// address', { isSecret: true }),
  CHAIN_PORT: variable(port, 'a port from 0 (any free one) to 65535', { fallback: '0' }),
  ANVIL_BIN: variable(z.string(), 'the path of an anvil executable'),
  ENGINE_KEY: variable(privateKey, 'a private key: 0x and 64 hex digits', { isSecret: true }),
  REPORTER_KEYS: variable(
    listOf(privateKey),
    'different private keys, 0x and 64 hex digits each, separated by commas',
    {
      isSecret: true,
    },
  ),
  INDEX_FROM_BLOCK: variable(blockNumber, 'the number of a block', { fallback: '0' }),
  LEASE_SECONDS: variable(seconds, 'a whole number of seconds from 1 to 9999', { fallback: '15' }),
  RESEND_SECONDS: variable(seconds, 'a whole number of seconds from 1 to 9999', { fallback: '45' }),
  MOST_GWEI: variable(
    decimalOf(9).refine((fee) => fee > 0n),
    'an amount of gwei above zero',
    { fallback: '500' },
  ),
  LEAST_GAS: variable(decimalOf(18), 'an amount of the chain’s coin, such as 0.01', { fallback: '0.01' }),
  SMTP_URL: variable(z.url({ protocol: /^smtps?$/ }), 'an smtp:// or smtps:// address', { isSecret: true }),
  MAIL_FROM: variable(
    z.string().regex(/^(?:[^<>@\r\n]+ )?<?[^\s@<>,]+@[^\s@<>,]+>?$/),
    'an e-mail address, or a name and the address in <>',
  ),
  METRICS_TOKEN: variable(z.string().regex(/^[\x21-\x7e]{16,}$/), 'at least 16 characters nobody can guess', {
    isSecret: true,
  }),
  DEAL_FACTORY: variable(address, 'an address: 0x and 40 hex digits'),
  KEEPER: variable(address, 'an address: 0x and 40 hex digits'),
  ORACLE: variable(address, 'an address: 0x and 40 hex digits'),
  DIFFICULTY_RELAY: variable(address, 'an address: 0x and 40 hex digits'),
  TOKENS: variable(listOf(address), 'different addresses, 0x and 40 hex digits each, separated by commas'),
  BITCOIN_RPC_URL: variable(z.url({ protocol: /^https?$/ }), 'an http(s):// address, with user and password in it', {
    isSecret: true,
  }),
  MEMPOOL_API_URL: variable(z.url({ protocol: /^https?$/ }), 'an http(s):// address', { isSecret: true }),
} as const satisfies Record<string, Variable>

export type VariableName = keyof typeof VARIABLES

/** The values of one environment, each right by itself. */
export type Settings = { readonly [N in VariableName]?: z.output<(typeof VARIABLES)[N]['value']> }
