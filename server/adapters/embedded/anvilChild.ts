import type { ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { PortFailure } from '../../desk/ports.ts'
import type { Instant } from '../../domain/units/time.ts'
import { OtherBlock, rebuild } from './blocks.ts'
import type { StoredChain } from './chainFile.ts'
import { bestLeash, killNow, spawnMortal } from './mortalChild.ts'
import type { Leash } from './mortalChild.ts'
import { rpcTo, timestampOf } from './rpc.ts'
import type { Rpc } from './rpc.ts'

export const CHAIN_ID = 31_337

/** Unlocked accounts with public keys: ten for the desk and its demo people, ten for people who register while trying out. */
const ACCOUNTS = 20
/** What chains began with before: the balances of the others would give their blocks another state, and another hash. */
const ACCOUNTS_OF_OLDER_CHAINS = 10

/** Live: the world's clock, a block every second. Replay: time stands still between blocks and only moves when told. */
export type ChainClock = 'live' | 'replay'

export interface AnvilStart {
  /** The program; the installed package's if not said, then `anvil` on the PATH. */
  readonly program?: string
  /** 0: any free one. */
  readonly port: number
  readonly clock: ChainClock
  /** The first block's time, in replay. */
  readonly genesis: Instant
  /** The chain to go on with, `null` for a new one. */
  readonly stored: StoredChain | null
  /** Where it may put what does not fit its memory. */
  readonly cache: string
  readonly leash?: Leash
}

export interface Anvil {
  readonly child: ChildProcess
  readonly url: string
  readonly version: string
}

/** Starts one anvil on 127.0.0.1 with its clock set, before anybody else knows its port. Refuses: a port that is taken. */
export async function launchAnvil(start: AnvilStart): Promise<Anvil> {
  try {
    return await launchWith(ACCOUNTS, start)
  } catch (failure) {
    if (!(failure instanceof OtherBlock)) throw failure
    return launchWith(ACCOUNTS_OF_OLDER_CHAINS, start)
  }
}

async function launchWith(accounts: number, start: AnvilStart): Promise<Anvil> {
  const child = spawnMortal(start.program ?? installedAnvil(), argumentsOf(accounts, start), {
    env: { ...process.env, RUST_LOG: 'off', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    leash: start.leash ?? bestLeash(),
  })
  try {
    const url = `http://127.0.0.1:${await listeningPort(child, start.port)}`
    const rpc = rpcTo(url)
    await rebuild(rpc, start.stored?.blocks ?? [])
    await setClock(rpc, start)
    return { child, url, version: String(await rpc('web3_clientVersion')) }
  } catch (error) {
    await killNow(child)
    throw error
  }
}

function argumentsOf(accounts: number, { port, clock, genesis, stored, cache }: AnvilStart): readonly string[] {
  const fixed = `--host 127.0.0.1 --no-cors --hardfork cancun --chain-id ${CHAIN_ID} --port ${port} --accounts ${accounts}`
  const time = clock === 'live' ? '--mixed-mining --block-time 1' : `--timestamp ${genesis}`
  return [
    ...`${fixed} ${time}`.split(' '),
    '--cache-path',
    cache,
    ...(stored === null ? [] : ['--load-state', stored.state]),
  ]
}

function installedAnvil(): string {
  try {
    const path = createRequire(import.meta.url).resolve('@foundry-rs/anvil-linux-amd64/package.json')
    return join(dirname(path), 'bin', 'anvil')
  } catch {
    // The package exists for Linux x64 only; elsewhere people bring their own.
    return 'anvil'
  }
}

/**
 * In replay each block is one second after the one before, and nothing else moves time. A loaded chain has forgotten
 * where its clock stood (1.7.1 would mine at the genesis time): it is put back to the latest block.
 */
async function setClock(rpc: Rpc, { clock, stored }: AnvilStart): Promise<void> {
  const latest = await timestampOf(rpc, 'latest')
  if (clock === 'live') {
    if (stored !== null) await rpc('evm_setTime', Math.max(latest + 1, Math.floor(Date.now() / 1_000)))
    return
  }
  if (stored !== null) await rpc('evm_setTime', latest)
  await rpc('anvil_setBlockTimestampInterval', 1)
  const next = await timestampOf(rpc, 'pending')
  if (next !== latest + 1) {
    throw new PortFailure('chain', `The embedded chain's clock is wrong: the block after ${latest} would be at ${next}`)
  }
}

/** The port from anvil's own words: whatever answers there is this child. */
async function listeningPort(child: ChildProcess, wanted: number): Promise<number> {
  let said = ''
  return new Promise<number>((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      said = `${said}${chunk.toString('utf8')}`.slice(-4_000)
      const port = /Listening on 127\.0\.0\.1:(\d+)/.exec(said)?.[1]
      if (port === undefined) return
      child.stdout?.off('data', listen).resume()
      child.stderr?.off('data', listen).resume()
      resolve(Number(port))
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    child.once('error', (cause) => {
      reject(new PortFailure('chain', noAnvil, { cause }))
    })
    child.once('close', () => {
      if (/address already in use|AddrInUse|os error 98/i.test(said)) reject(portTaken(wanted))
      else reject(new PortFailure('chain', `anvil ended while starting: ${said.trim() || noAnvil}`))
    })
  })
}

const noAnvil =
  'The embedded chain needs anvil, which is not installed here. Set ANVIL_BIN to it, or RPC_URL to a chain of your own.'

export function portTaken(port: number): PortFailure {
  return new PortFailure(
    'chain',
    `Port ${port} on 127.0.0.1 is taken. Stop what listens there, or choose another port for the chain.`,
  )
}
