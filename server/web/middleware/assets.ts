import { join } from 'node:path'
import express, { Router } from 'express'

const FONTS = [
  ['inter', '@fontsource-variable/inter'],
  ['plex-mono', '@fontsource/ibm-plex-mono'],
  ['noto-sans-sc', '@fontsource-variable/noto-sans-sc'],
] as const

/** Style sheets, scripts and pictures of our own, and the fonts that come as packages. Nothing is loaded from anywhere else. */
export function assets(root: string): Router {
  const router = Router()
  router.use('/public', express.static(join(root, 'public'), { maxAge: '1h', index: false, redirect: false }))
  for (const [name, packageName] of FONTS) {
    const folder = join(root, 'node_modules', packageName)
    const fonts = express.static(folder, { maxAge: '30d', immutable: true, index: false, redirect: false })
    router.use(`/fonts/${name}`, fonts)
  }
  return router
}
