import { open } from 'node:fs/promises'

/** Writes a file; once this resolves its bytes are on disk. The name is not, before `syncFolder`. */
export async function writeDurably(path: string, bytes: Buffer, mode: number): Promise<void> {
  const file = await open(path, 'w', mode)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Adds to the end of a file, made if missing; once this resolves the bytes are on disk. A crash may leave a part of them. */
export async function appendDurably(path: string, text: string, mode: number): Promise<void> {
  const file = await open(path, 'a', mode)
  try {
    await file.writeFile(text)
    await file.datasync()
  } finally {
    await file.close()
  }
}

/** Puts on disk which names are in a folder. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
