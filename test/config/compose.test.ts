import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { VARIABLES } from '../../config/variables.ts'
import { EMBEDDED_NETWORK } from '../../config/networks.ts'
import { paths } from '../../server/web/paths.ts'

const ROOT = join(import.meta.dirname, '../..')
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8')

interface Service {
  readonly image: string
  readonly environment: readonly string[]
  readonly volumes: readonly string[]
  readonly networks: readonly string[]
  readonly command: readonly string[]
  readonly entrypoint: readonly string[]
  readonly ports?: readonly string[]
}

const compose = parse(textOf('compose.yaml'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>
  readonly configs: { readonly balancer: { readonly content: string } }
  readonly networks: { readonly database: { readonly internal: boolean } }
}

function service(name: string): Service {
  return compose.services[name] ?? assert.fail(`there is no ${name}`)
}

describe('the desks of compose.yaml', () => {
  const desks = [service('desk-1'), service('desk-2')]

  it('are two of one image, told the same, each with a data directory of its own', () => {
    assert.equal(desks[0]!.image, desks[1]!.image)
    assert.deepEqual(desks[0]!.environment, desks[1]!.environment)
    assert.notDeepEqual(desks[0]!.volumes, desks[1]!.volumes)
  })

  it('are handed variables that there are, and every one that a desk with a chain of its own may need', () => {
    const handed = desks[0]!.environment.map((line) => line.split('=')[0]!)
    // What the image decides, and what belongs to the embedded chain.
    const elsewhere = ['PORT', 'HOST', 'DATA_DIR', 'CHAIN_PORT', 'ANVIL_BIN']
    assert.deepEqual(
      handed.toSorted(),
      Object.keys(VARIABLES)
        .filter((name) => !elsewhere.includes(name))
        .toSorted(),
    )
  })

  it('are given no secret by the file itself', () => {
    const secrets = Object.entries(VARIABLES).flatMap(([name, { isSecret }]) => (isSecret ? [name] : []))
    for (const name of secrets.filter((secret) => secret !== 'MONGODB_URI')) {
      const line = desks[0]!.environment.find((one) => one.split('=')[0] === name)
      assert.match(line!, new RegExp(`^${name}(=\\$\\{${name}:\\?.*\\})?$`))
    }
  })

  it('are all that the balancer hands people to, as long as they are alive', () => {
    const { content } = compose.configs.balancer
    assert.match(content, /reverse_proxy desk-1:3000 desk-2:3000/)
    assert.ok(content.includes(`health_uri ${paths.health}\n`))
    assert.ok(textOf('Dockerfile').includes(`http://127.0.0.1:3000${paths.health}'`))
    assert.match(textOf('Dockerfile'), /^USER node$/m)
  })

  it('find the three members of a replica set that nobody else reaches', () => {
    const members = ['mongo-1', 'mongo-2', 'mongo-3']
    assert.ok(
      desks[0]!.environment.some((line) => line.includes(`//${members.join(',')}/hashdesk?replicaSet=hashdesk`)),
    )
    for (const member of members) {
      const { command, networks, ports } = service(member)
      assert.deepEqual([command.slice(0, 2), networks, ports], [['--replSet', 'hashdesk'], ['database'], undefined])
    }
    assert.equal(compose.networks.database.internal, true)
  })

  it('may be tried out on a chain whose clock begins where the replay does', () => {
    assert.ok(service('anvil').entrypoint.join(' ').includes(`--timestamp ${EMBEDDED_NETWORK.genesis}`))
  })
})
