import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Files of a small house, and what each imports: a path of the house, or a package as it is named. */
const HOUSE: Record<string, string[]> = {
  'server/domain/terms.ts': [],
  'server/desk/ports.ts': ['server/domain/terms.ts'],
  'server/desk/openDeal.ts': ['server/desk/ports.ts', 'server/domain/terms.ts'],
  'models/Deal.ts': ['mongoose', 'server/domain/terms.ts'],
  'server/adapters/store/deals.ts': ['mongoose', 'models/Deal.ts', 'server/desk/ports.ts', 'server/domain/terms.ts'],
  'server/adapters/chain/escrows.ts': ['ethers', 'node:fs', 'server/desk/ports.ts'],
  'server/web/app.ts': ['express', 'helmet', 'zod', 'server/desk/openDeal.ts', 'server/domain/terms.ts'],
  'server/engine/schedule.ts': ['node-cron', 'server/desk/openDeal.ts'],
  'server/replay/walk.ts': ['ethers', 'zod', 'node:fs', 'server/domain/terms.ts'],
  'config/env.ts': ['zod', 'server/domain/terms.ts'],
  'server/wiring/desk.ts': ['config/env.ts', 'server/adapters/store/deals.ts', 'server/adapters/chain/escrows.ts'],
  'server/main.ts': ['server/wiring/desk.ts', 'server/web/app.ts', 'server/engine/schedule.ts'],
  'server/demo/main.ts': ['server/wiring/desk.ts', 'ethers'],
  'server/replay/main.ts': ['server/domain/terms.ts', 'ethers', 'zod', 'node:fs'],
  'test/openDeal.test.ts': ['mocha', 'ethers', 'server/wiring/desk.ts', 'models/Deal.ts', 'config/env.ts'],
  'public/js/wallet.js': [],
}

interface Trespass {
  readonly file: string
  readonly imports: string
  readonly breaks: string[]
}

const TRESPASSES: Trespass[] = [
  { file: 'server/domain/a.ts', imports: 'mongoose', breaks: ['domain-is-pure', 'mongoose-only-in-the-store'] },
  { file: 'server/domain/b.ts', imports: 'ethers', breaks: ['domain-is-pure', 'ethers-only-in-the-chain'] },
  { file: 'server/domain/c.ts', imports: 'express', breaks: ['domain-is-pure', 'express-only-in-the-web'] },
  { file: 'server/domain/d.ts', imports: 'node:fs', breaks: ['domain-is-pure'] },
  { file: 'server/domain/e.ts', imports: 'zod', breaks: ['domain-is-pure'] },
  { file: 'server/domain/f.ts', imports: 'models/Deal.ts', breaks: ['domain-is-pure', 'models-only-from-the-store'] },
  { file: 'server/domain/g.ts', imports: 'server/desk/ports.ts', breaks: ['domain-is-pure'] },
  { file: 'models/A.ts', imports: 'server/desk/ports.ts', breaks: ['models-are-shapes'] },
  { file: 'models/B.ts', imports: 'node:crypto', breaks: ['models-are-shapes'] },
  { file: 'server/desk/a.ts', imports: 'server/adapters/store/deals.ts', breaks: ['desk-is-verbs'] },
  { file: 'server/desk/b.ts', imports: 'models/Deal.ts', breaks: ['desk-is-verbs', 'models-only-from-the-store'] },
  { file: 'server/desk/c.ts', imports: 'ethers', breaks: ['desk-is-verbs', 'ethers-only-in-the-chain'] },
  { file: 'server/adapters/chain/a.ts', imports: 'server/web/app.ts', breaks: ['adapters-implement-ports'] },
  { file: 'server/adapters/chain/b.ts', imports: 'server/desk/openDeal.ts', breaks: ['adapters-implement-ports'] },
  {
    file: 'server/adapters/chain/c.ts',
    imports: 'config/env.ts',
    breaks: ['adapters-implement-ports', 'config-only-in-the-wiring'],
  },
  { file: 'server/adapters/chain/d.ts', imports: 'server/adapters/store/deals.ts', breaks: ['adapters-keep-apart'] },
  { file: 'server/adapters/chain/e.ts', imports: 'models/Deal.ts', breaks: ['models-only-from-the-store'] },
  { file: 'server/adapters/chain/f.ts', imports: 'mongoose', breaks: ['mongoose-only-in-the-store'] },
  { file: 'server/adapters/store/a.ts', imports: 'ethers', breaks: ['ethers-only-in-the-chain'] },
  { file: 'server/adapters/store/b.ts', imports: 'express', breaks: ['express-only-in-the-web'] },
  { file: 'server/adapters/store/d.ts', imports: 'siwe', breaks: ['siwe-only-in-the-chain'] },
  { file: 'server/adapters/store/e.ts', imports: '@node-rs/argon2', breaks: ['argon2-only-in-the-passwords'] },
  { file: 'server/adapters/store/g.ts', imports: 'prom-client', breaks: ['prom-client-only-in-the-web'] },
  { file: 'server/adapters/store/f.ts', imports: 'nodemailer', breaks: ['nodemailer-only-in-the-mail'] },
  { file: 'server/web/a.ts', imports: 'server/adapters/chain/escrows.ts', breaks: ['web-translates'] },
  { file: 'server/web/b.ts', imports: 'server/engine/schedule.ts', breaks: ['web-translates'] },
  { file: 'server/web/c.ts', imports: 'ethers', breaks: ['web-translates', 'ethers-only-in-the-chain'] },
  { file: 'server/engine/a.ts', imports: 'server/web/app.ts', breaks: ['engine-schedules'] },
  { file: 'server/engine/b.ts', imports: 'config/env.ts', breaks: ['engine-schedules', 'config-only-in-the-wiring'] },
  { file: 'server/replay/a.ts', imports: 'server/desk/openDeal.ts', breaks: ['replay-stands-alone'] },
  { file: 'server/replay/b.ts', imports: 'server/adapters/chain/escrows.ts', breaks: ['replay-stands-alone'] },
  {
    file: 'server/desk/d.ts',
    imports: 'server/replay/walk.ts',
    breaks: ['desk-is-verbs', 'nobody-imports-the-replay'],
  },
  {
    file: 'server/adapters/store/c.ts',
    imports: 'server/wiring/desk.ts',
    breaks: ['adapters-implement-ports', 'nobody-imports-the-wiring'],
  },
  { file: 'server/demo/a.ts', imports: 'server/main.ts', breaks: ['nobody-imports-main'] },
  { file: 'server/replay/a.ts', imports: 'server/desk/openDeal.ts', breaks: ['replay-stands-alone'] },
  {
    file: 'server/web/d.ts',
    imports: 'server/replay/main.ts',
    breaks: ['nobody-imports-the-replay', 'web-translates'],
  },
  { file: 'test/main.test.ts', imports: 'server/main.ts', breaks: ['nobody-imports-main'] },
  { file: 'config/a.ts', imports: 'server/wiring/desk.ts', breaks: ['nobody-imports-the-wiring'] },
  { file: 'public/js/a.js', imports: 'server/domain/terms.ts', breaks: ['public-imports-nothing'] },
  { file: 'server/wiring/a.ts', imports: 'supertest', breaks: ['no-development-dependencies'] },
  { file: 'server/wiring/b.ts', imports: 'server/wiring/nowhere.ts', breaks: ['nothing-missing'] },
  { file: 'server/domain/self.ts', imports: 'server/domain/self.ts', breaks: ['no-circles'] },
]

interface Configuration {
  readonly forbidden: readonly { readonly name: string }[]
}

interface Found {
  readonly from: string
  readonly rule: { readonly name: string }
}

describe('which way the doors open', () => {
  let house: string
  let broken: Map<string, string[]>

  before(async () => {
    house = await mkdtemp(join(tmpdir(), 'hashdesk-house-'))
    await symlink(join(ROOT, 'node_modules'), join(house, 'node_modules'))
    for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs']) {
      await copyFile(join(ROOT, file), join(house, file))
    }
    for (const [file, imports] of Object.entries(HOUSE)) await plant(house, file, imports)
    for (const { file, imports } of TRESPASSES) await plant(house, file, [imports])
    broken = cruise(house)
  })

  after(() => rm(house, { recursive: true }))

  it('a house that keeps to them is left alone', () => {
    for (const file of Object.keys(HOUSE)) assert.deepEqual(broken.get(file) ?? [], [], file)
  })

  for (const { file, imports, breaks } of TRESPASSES) {
    it(`${dirname(file)} may not import ${imports === file ? 'in a circle' : imports}`, () => {
      assert.deepEqual(broken.get(file) ?? [], [...breaks].sort())
    })
  }

  it('every rule was seen to fire', () => {
    const { forbidden } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as Configuration
    const fired = new Set(TRESPASSES.flatMap(({ breaks }) => breaks))
    assert.deepEqual(
      forbidden.map(({ name }) => name).filter((name) => !fired.has(name)),
      [],
    )
  })
})

/** Writes a file that imports what is named: from the house types only, because a type is an import like any other. */
async function plant(house: string, file: string, imports: string[]): Promise<void> {
  const lines = imports.map((target, index) => {
    const isOurs = target.includes('.')
    const toTarget = relative(dirname(file), target)
    const specifier = isOurs && !toTarget.startsWith('.') ? `./${toTarget}` : isOurs ? toTarget : target
    return isOurs && file.endsWith('.ts')
      ? `import type { T as T${index} } from '${specifier}'`
      : `import * as i${index} from '${specifier}'`
  })
  await mkdir(join(house, dirname(file)), { recursive: true })
  await writeFile(join(house, file), [...lines, 'export const here = true', ''].join('\n'))
}

/** The rules that each file breaks, as the tool of `npm run check` finds them. */
function cruise(house: string): Map<string, string[]> {
  const tool = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const rooms = ['server', 'config', 'models', 'test', 'public']
  const asked = [tool, ...rooms, '--config', '.dependency-cruiser.cjs', '--output-type', 'json']
  const { stdout, stderr } = spawnSync(process.execPath, asked, {
    cwd: house,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  assert.ok(stdout.startsWith('{'), stderr)
  const { summary } = JSON.parse(stdout) as { summary: { violations: Found[] } }
  const broken = new Map<string, Set<string>>()
  for (const { from, rule } of summary.violations) {
    broken.set(from, (broken.get(from) ?? new Set()).add(rule.name))
  }
  return new Map([...broken].map(([file, rules]) => [file, [...rules].sort()]))
}
