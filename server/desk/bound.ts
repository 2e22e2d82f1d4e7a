import type { Ports } from './ports.ts'

/** `verb` with its ports filled in. */
export function bound<Arguments extends unknown[], Answer>(
  ports: Ports,
  verb: (ports: Ports, ...rest: Arguments) => Answer,
): (...rest: Arguments) => Answer {
  return (...rest) => verb(ports, ...rest)
}
