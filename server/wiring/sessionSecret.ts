import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The data directory's own secret for signing session cookies, made at the first start: restarts keep people signed in. */
export async function sessionSecretOf(dataDir: string): Promise<string> {
  const path = join(dataDir, 'session-secret')
  try {
    await writeFile(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readFile(path, 'utf8')
}
