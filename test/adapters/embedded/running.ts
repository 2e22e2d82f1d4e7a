import { readFileSync } from 'node:fs'

/** Whether a process is running. One that has ended and that nobody has asked about yet is not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
