import type { SeriesName } from '../../domain/index/readings.ts'
import { mismatched } from '../mismatches.ts'
import type { DealRecord, Ports } from '../ports.ts'
import { orWhileDown } from './orWhileDown.ts'

/** Whether the desk does nothing on a deal, because its copy, or that of its index, differs from where it comes from. */
export async function isStopped(
  ports: Pick<Ports, 'mismatches'>,
  { id }: Pick<DealRecord, 'id'>,
  series: SeriesName | null,
): Promise<boolean> {
  const differing = await orWhileDown(mismatched(ports), null)
  return differing !== null && (differing.has(id) || (series !== null && differing.has(series)))
}
