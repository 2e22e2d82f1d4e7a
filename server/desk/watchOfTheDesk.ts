import { bound } from './bound.ts'
import { deliver } from './deliver.ts'
import { resolveMismatch } from './mismatches.ts'
import type { Ports } from './ports.ts'
import { readMetrics } from './queries/readMetrics.ts'
import { readOperations } from './queries/readOperations.ts'
import { reconcile } from './reconcile.ts'

/** What keeps an eye on the desk itself, and tells of it. */
export function watchOfTheDesk(ports: Ports) {
  return {
    reconcile: bound(ports, reconcile),
    resolveMismatch: bound(ports, resolveMismatch),
    deliver: bound(ports, deliver),
    readOperations: bound(ports, readOperations),
    readMetrics: bound(ports, readMetrics),
  }
}
