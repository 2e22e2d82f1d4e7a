import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import express, { Router } from 'express'

const FONTS = [
  ['inter', '@fontsource-variable/inter'],
  ['plex-mono', '@fontsource/ibm-plex-mono'],
  ['noto-sans-sc', '@fontsource-variable/noto-sans-sc'],
] as const

const DIGITS = 12
const PUBLIC = '/public'

/** Where pages find style sheets, scripts and pictures: an address that changes with their contents, so that browsers may keep them. */
export function assetsAddress(root: string): string {
  return `${PUBLIC}/${fingerprint(join(root, 'public'))}`
}

/**
 * Style sheets, scripts and pictures of our own, and the fonts that come as packages. Nothing is loaded from anywhere else.
 *
 * What is asked for by today's address never changes and is kept for a year. A page that was drawn before the desk was renewed asks
 * by an older one: it gets what there is now, and asks again each time.
 */
export function assets(root: string, address: string): Router {
  const router = Router()
  const common = { index: false, redirect: false } as const
  router.use(address, express.static(join(root, 'public'), { ...common, maxAge: '365d', immutable: true }))
  const older = new RegExp(`^${PUBLIC}(/[0-9a-f]{${DIGITS}})?(?=/)`)
  router.use(older, express.static(join(root, 'public'), { ...common, maxAge: 0 }))
  for (const [name, packageName] of FONTS) {
    const folder = join(root, 'node_modules', packageName)
    router.use(`/fonts/${name}`, express.static(folder, { ...common, maxAge: '30d', immutable: true }))
  }
  return router
}

/** The first digits of a hash over every file of `folder`, by name and contents. */
function fingerprint(folder: string): string {
  const hash = createHash('sha256')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  for (const path of files.map(({ parentPath, name }) => join(parentPath, name)).sort()) {
    hash.update(path.slice(folder.length)).update(readFileSync(path))
  }
  return hash.digest('hex').slice(0, DIGITS)
}
