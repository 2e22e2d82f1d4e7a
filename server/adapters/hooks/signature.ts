import { createHmac } from 'node:crypto'

/**
 * The header by which a receiver knows that a document is from this desk, and fresh: HMAC-SHA256 over "timestamp.body" with the
 * secret that both know. A receiver refuses a timestamp that is minutes old.
 *
 * Units: `timestamp` in whole seconds of world time.
 */
export function signatureHeader(secret: string, timestamp: number, body: string): string {
  const signed = `${timestamp.toString()}.${body}`
  return `t=${timestamp.toString()},v1=${createHmac('sha256', secret).update(signed).digest('hex')}`
}
