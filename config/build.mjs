/**
 * Builds what the desk runs into `.build/`, keyed by a hash of everything it is made from, so that an unchanged tree is not built twice:
 *
 *   .build/js/<hash>/…                      server, models and config, as JavaScript
 *   .build/contracts/<hash>/<Contract>.json what a contract is: abi, bytecode, deployedBytecode, immutableReferences, sourceName
 *   .build/contracts/<hash>/sources/…       what they were made from, listed in sources.txt: the contracts' tests compare
 *   .build/contracts/current                the hash that the sources stand at
 *   .build/abi/<Contract>.json              the bare ABI, for programs outside
 *
 * Every build is made beside and renamed into place: builds at the same time do not disturb one another.
 */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const BUILDS_KEPT = 2
const DRAFT_LIFE_MS = 3_600_000
const FOUNDRY = 'foundry.toml'
/** Half of the compiler's work: they are compiled beside all the others. */
const HEAVY = ['escrow-contracts/src/DealEscrow.sol', 'escrow-contracts/src/DealFactory.sol']
const require = createRequire(import.meta.url)

/**
 * Builds both halves, side by side.
 *
 * @returns {Promise<{ js: string, contracts: string, line: string }>} the two folders, and a line about them for people
 */
export async function build(root = ROOT) {
  const halves = await Promise.allSettled([buildJs(root), buildContracts({ root })])
  const failed = halves.find(({ status }) => status === 'rejected')
  if (failed) throw failed.reason
  const [js, contracts] = halves.map(({ value }) => value)
  return { js: js.folder, contracts: contracts.folder, line: `build      ${js.line}, ${contracts.line}` }
}

/** Turns TypeScript into what Node runs. Types are not checked here: that is `npm run check`. */
export async function buildJs(root = ROOT) {
  const inputs = await contentsOf(root, [
    ...(await filesUnder(root, 'server')),
    ...(await filesUnder(root, 'models')),
    ...(await filesUnder(root, 'config')).filter((path) => path.endsWith('.ts')),
    'tsconfig.json',
  ])
  const key = await keyOf(inputs, [versionOf('typescript')])
  return kept('code', join(root, '.build/js'), key, async (folder) => {
    const { default: ts } = await import('typescript')
    const { compilerOptions } = ts.parseConfigFileTextToJson(
      'tsconfig.json',
      inputs.get('tsconfig.json').toString(),
    ).config
    const { options } = ts.convertCompilerOptionsFromJson(
      { ...compilerOptions, module: 'esnext', moduleResolution: 'bundler', noEmit: false, inlineSourceMap: true },
      root,
    )
    const sources = new Map([...inputs].filter(([path]) => path !== 'tsconfig.json' && !/\.(md|d\.m?ts)$/.test(path)))
    const scripts = [...sources].filter(([path]) => path.endsWith('.ts'))
    for (const [path, text] of javascript(ts, new Map(scripts), options)) await write(join(folder, path), text)
    for (const [path, bytes] of sources) if (!path.endsWith('.ts')) await write(join(folder, path), bytes)
  })
}

/** All files at once, as one program that knows no types and no other files: two thirds of the time of one program for each. */
function javascript(ts, sources, compilerOptions) {
  const written = new Map()
  const host = {
    getSourceFile: (path, languageVersion) =>
      sources.has(path) ? ts.createSourceFile(path, sources.get(path).toString(), languageVersion) : undefined,
    writeFile: (path, text) => written.set(path, text),
    fileExists: (path) => sources.has(path),
    readFile: (path) => sources.get(path)?.toString(),
    getDefaultLibFileName: () => 'lib.d.ts',
    getCurrentDirectory: () => '',
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
  }
  const options = { ...compilerOptions, noCheck: true, noLib: true, noResolve: true, types: [] }
  const program = ts.createProgram([...sources.keys()], { ...options, suppressOutputPathCheck: true }, host)
  const diagnostics = program.getSyntacticDiagnostics()
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, host))
  program.emit()
  return written
}

/**
 * Compiles the escrow contracts as they are shipped: with the settings of the profile `shipped` in foundry.toml.
 *
 * @param {{ root?: string, onCompile?: () => void }} options `onCompile` is told before anything is compiled, which takes many seconds
 */
export async function buildContracts({ root = ROOT, onCompile = () => undefined } = {}) {
  const sources = await contentsOf(
    root,
    (await filesUnder(root, 'escrow-contracts/src')).filter((path) => path.endsWith('.sol')),
  )
  const toml = await readFile(join(root, FOUNDRY))
  const key = await keyOf(sources, [versionOf('solc'), versionOf('@openzeppelin/contracts'), toml.toString()])
  const all = join(root, '.build/contracts')
  const built = await kept('contracts', all, key, async (folder) => {
    onCompile()
    const contracts = await compileSideBySide(root, sources, toml.toString())
    for (const [name, contract] of contracts) await write(join(folder, `${name}.json`), JSON.stringify(contract))
    const madeFrom = new Map([...sources, [FOUNDRY, toml]])
    for (const [path, bytes] of madeFrom) await write(join(folder, 'sources', path), bytes)
    await write(join(folder, 'sources.txt'), [...madeFrom.keys()].join('\n'))
  })
  await replace(join(all, 'current'), `${key}\n`)
  await refreshAbis(built.folder, join(root, '.build/abi'))
  return built
}

/** Two compilers see the same sources, so that they make of each contract what one would, and each is asked for half of them. */
async function compileSideBySide(root, sources, toml) {
  const heavy = HEAVY.filter((path) => sources.has(path))
  const others = [...sources.keys()].filter((path) => !heavy.includes(path))
  const halves = [heavy, others].filter((paths) => paths.length > 0)
  const compiled = await Promise.all(
    halves.map((wanted) => inWorker({ task: 'solc', root, input: standardInput(sources, wanted, toml) })),
  )
  const contracts = new Map()
  for (const [name, contract] of compiled.flatMap((half) => [...half])) {
    const other = contracts.get(name)
    if (other) throw new Error(`two contracts are named ${name}: ${other.sourceName} and ${contract.sourceName}`)
    contracts.set(name, contract)
  }
  return contracts
}

function standardInput(sources, wanted, toml) {
  const setting = settingsOf(toml)
  const outputs = [
    'abi',
    'evm.bytecode.object',
    'evm.deployedBytecode.object',
    'evm.deployedBytecode.immutableReferences',
  ]
  return {
    language: 'Solidity',
    sources: Object.fromEntries([...sources].map(([path, bytes]) => [path, { content: bytes.toString() }])),
    settings: {
      remappings: setting('remappings'),
      optimizer: { enabled: setting('optimizer'), runs: setting('optimizer_runs') },
      evmVersion: setting('evm_version'),
      viaIR: setting('via_ir'),
      metadata: { bytecodeHash: setting('bytecode_hash'), appendCBOR: setting('cbor_metadata') },
      outputSelection: Object.fromEntries(wanted.map((path) => [path, { '*': outputs }])),
    },
  }
}

/** Reads a setting of the profile `shipped`, or of `default` where that one does not say. */
function settingsOf(toml) {
  const profiles = ['shipped', 'default'].map(
    (name) => toml.split(/^(?=\[)/m).find((section) => section.startsWith(`[profile.${name}]`)) ?? '',
  )
  return (name) => {
    const [, value] = profiles.map((profile) => new RegExp(`^${name} = (.*)$`, 'm').exec(profile)).find(Boolean) ?? []
    if (value === undefined) throw new Error(`foundry.toml does not say ${name}`)
    return JSON.parse(value)
  }
}

/** Runs in a worker: the compiler does not let go of its thread for seconds. */
async function compile({ root, input }) {
  const { readFileSync } = await import('node:fs')
  const solc = require('solc')
  const found = (path) => {
    try {
      return { contents: readFileSync(join(root, path), 'utf8') }
    } catch (error) {
      return { error: String(error) }
    }
  }
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: found }))
  const errors = (output.errors ?? []).filter(({ severity }) => severity === 'error')
  if (errors.length > 0)
    throw new Error(`the contracts do not compile\n\n${errors.map((error) => error.formattedMessage).join('\n')}`)
  return Object.keys(input.settings.outputSelection).flatMap((sourceName) =>
    Object.entries(output.contracts[sourceName] ?? {}).map(([name, { abi, evm }]) => {
      const { object, immutableReferences } = evm.deployedBytecode
      const bytecode = `0x${evm.bytecode.object}`
      return [name, { sourceName, abi, bytecode, deployedBytecode: `0x${object}`, immutableReferences }]
    }),
  )
}

async function inWorker(data) {
  const worker = new Worker(new URL(import.meta.url), { workerData: data, execArgv: [] })
  return new Promise((resolve, reject) => {
    worker.once('message', ({ result, error }) => (error === undefined ? resolve(result) : reject(new Error(error))))
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the compiler ended with code ${code}`)))
  })
}

/** The bare ABIs, each replaced in one step; those of contracts that are no more are removed. */
async function refreshAbis(from, to) {
  const names = (await readdir(from)).filter((name) => name.endsWith('.json'))
  await mkdir(to, { recursive: true })
  for (const name of names) {
    const { abi } = JSON.parse(await readFile(join(from, name), 'utf8'))
    await replace(join(to, name), `${JSON.stringify(abi, null, 2)}\n`)
  }
  for (const name of await readdir(to))
    if (name.endsWith('.json') && !names.includes(name)) await rm(join(to, name), { force: true })
}

/** The folder of build `key`, made by `make` unless it is there. Older builds but one are removed. */
async function kept(what, all, key, make) {
  const since = performance.now()
  const folder = join(all, key)
  const short = key.slice(0, 8)
  if (await isThere(folder)) {
    const now = new Date()
    await utimes(folder, now, now).catch(() => undefined)
    return { folder, line: `${what} ${short} unchanged` }
  }
  const draft = join(all, `.${key}.${randomUUID()}`)
  await mkdir(draft, { recursive: true })
  try {
    await make(draft)
    await rename(draft, folder)
  } catch (error) {
    // Somebody else built the same at the same time.
    if (!(await isThere(folder))) throw error
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  await prune(all, folder)
  return { folder, line: `${what} ${short} in ${((performance.now() - since) / 1_000).toFixed(1)} s` }
}

async function prune(all, newest) {
  const builds = []
  for (const entry of await readdir(all, { withFileTypes: true })) {
    const path = join(all, entry.name)
    const made = await stat(path).catch(() => null)
    if (!made || !entry.isDirectory() || path === newest) continue
    if (!entry.name.startsWith('.')) builds.push({ path, made: made.mtimeMs })
    // A draft that nobody will finish.
    else if (Date.now() - made.mtimeMs > DRAFT_LIFE_MS) await rm(path, { recursive: true, force: true })
  }
  builds.sort((one, other) => other.made - one.made)
  for (const { path } of builds.slice(BUILDS_KEPT - 1)) await rm(path, { recursive: true, force: true })
}

async function filesUnder(root, folder) {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
  return files.map((path) => path.split(sep).join('/')).sort()
}

async function contentsOf(root, paths) {
  return new Map(await Promise.all(paths.map(async (path) => [path, await readFile(join(root, path))])))
}

async function keyOf(inputs, also) {
  const hash = createHash('sha256').update(await readFile(new URL(import.meta.url)))
  for (const fact of also) hash.update(`${fact}\0`)
  for (const [path, bytes] of inputs) hash.update(`${path}\0${bytes.length}\0`).update(bytes)
  return hash.digest('hex').slice(0, 32)
}

function versionOf(name) {
  return require(`${name}/package.json`).version
}

async function write(path, content) {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content)
}

async function replace(path, content) {
  if ((await readFile(path, 'utf8').catch(() => null)) === content) return
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, content)
  await rename(draft, path)
}

async function isThere(path) {
  return stat(path).then(
    () => true,
    () => false,
  )
}

if (!isMainThread && workerData?.task === 'solc') {
  compile(workerData).then(
    (result) => parentPort.postMessage({ result }),
    (error) => parentPort.postMessage({ error: error.message }),
  )
} else if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { line } = await build().catch((error) => {
    process.exitCode = 1
    return { line: `build      failed: ${error.message}` }
  })
  console.log(line)
}
