import { destination, pino, stdSerializers, type DestinationStream } from 'pino'
import type { Log } from '../server/desk/ports.ts'
import type { LogLevel } from './variables.ts'

/**
 * The desk's log: one JSON object a line on stderr, so that stdout belongs to what a command prints.
 * Written synchronously: what was logged before a crash is there after it.
 */
export function createLogger(level: LogLevel, to: DestinationStream = destination({ dest: 2, sync: true })): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: () => `,"at":"${new Date().toISOString()}"`,
      formatters: { level: (name) => ({ level: name }), log: printable },
    },
    to,
  )
  return {
    info: (facts, message) => logger.info(facts, message),
    warn: (facts, message) => logger.warn(facts, message),
    error: (facts, message) => logger.error(facts, message),
  }
}

/** Facts as JSON can carry them: amounts as text, to the last digit; errors with their stack and causes. */
function printable(facts: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, printableFact(fact)]))
}

function printableFact(fact: unknown): unknown {
  if (typeof fact === 'bigint') return fact.toString()
  return fact instanceof Error ? stdSerializers.err(fact) : fact
}
