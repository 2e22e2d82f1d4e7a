import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ESCROW_PAGE as ENGLISH } from './words/en/escrowPage.ts'
import { REFUSAL_SENTENCES as ENGLISH_REFUSALS } from './words/en/refusals.ts'
import { TERMS as ENGLISH_TERMS } from './words/en/terms.ts'
import { ESCROW_PAGE as CHINESE } from './words/zh/escrowPage.ts'
import { REFUSAL_SENTENCES as CHINESE_REFUSALS } from './words/zh/refusals.ts'
import { TERMS as CHINESE_TERMS } from './words/zh/terms.ts'

/** The escrow page as one file, and the policy that lets exactly its own style and script run. */
export interface EscrowFile {
  readonly html: string
  readonly policy: string
}

const SCRIPTS = [
  'js/calldata.js',
  'js/elements.js',
  'js/wallets.js',
  'escrow/reads.js',
  'escrow/possible.js',
  'escrow/page.js',
]
const STYLES = ['css/tokens.css', 'escrow/escrow.css']

/** Puts the escrow page together out of its parts in `public`: nothing is loaded once it is open, so that a copy of it works anywhere. */
export function escrowFile(root: string): EscrowFile {
  const part = (path: string) => readFileSync(join(root, 'public', path), 'utf8')
  const style = STYLES.map(part).join('\n')
  const script = `(() => {\n'use strict'\n${SCRIPTS.map((path) => withoutModules(part(path))).join('\n')}\n})()\n`
  const html = part('escrow/escrow.html')
    .replace('<!-- STYLE -->', () => `<style>${style}</style>`)
    .replace('<!-- SCRIPT -->', () => `<script>${script}</script>`)
    .replace('<!-- WORDS -->', () => `<script type="application/json" id="words">${wordsText()}</script>`)
  return { html, policy: policyFor(style, script) }
}

/** Imports and exports are for modules; here all parts are one. */
function withoutModules(source: string): string {
  return source.replace(/^import [\s\S]*? from '[^']+'$/gm, '').replace(/^export /gm, '')
}

/** The words of both languages. No sentence may end the element that carries them. */
function wordsText(): string {
  const en = { ...ENGLISH, ...ENGLISH_TERMS, ...refusals(ENGLISH_REFUSALS) }
  const zh = { ...CHINESE, ...CHINESE_TERMS, ...refusals(CHINESE_REFUSALS) }
  return JSON.stringify({ en, zh }).replaceAll('<', '\\u003c')
}

/** The sentences of refusals, without the parts that need facts. */
function refusals(sentences: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(sentences).map(([code, sentence]) => [`refusal.${code}`, sentence.replace(/\[[^\]]*\]/g, '')]),
  )
}

/** It may ask any node that its reader names, and load nothing. */
function policyFor(style: string, script: string): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  return [
    "default-src 'none'",
    `style-src ${hash(style)}`,
    `script-src ${hash(script)}`,
    'connect-src http: https:',
    'img-src data:',
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
