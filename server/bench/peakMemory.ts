import { readFile } from 'node:fs/promises'

/** The most memory that a process has ever held, in MB; null where the machine does not say (it is Linux that does). */
export async function peakMemoryMb(pid: number): Promise<number | null> {
  try {
    const told = /^VmHWM:\s+(?<kilobytes>\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))
    return told?.groups?.kilobytes === undefined ? null : Math.round(Number(told.groups.kilobytes) / 1_024)
  } catch {
    return null
  }
}
