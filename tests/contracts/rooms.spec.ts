import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { ESLint } from 'eslint'
import ts from 'typescript'

/** Folders with code of the project. */
const SOURCES = [
  'app',
  'benchmarks',
  'bin',
  'commands',
  'config',
  'database',
  'providers',
  'start',
  'stripe_emulator',
  'tests',
]

/** Imports that go the wrong way, and the file that they are written into. */
const PLANTED: [string, string][] = [
  ['app/shared/slug.ts', "import '#purchases/find_purchase'"],
  ['app/shared/slug.ts', "import type Purchase from '#models/purchase'"],
  ['app/shared/slug.ts', "export const later = () => import('#purchases/find_purchase')"],
  ['app/shared/slug.ts', "export type Found = import('#purchases/find_purchase').Found"],
  ['app/shared/slug.ts', 'export const later = () => import(`#purchases/find_purchase`)'],
  ['app/shared/slug.ts', "import '#middleware/visitor_middleware'"],
  ['app/shared/slug.ts', "import '#config/store'"],
  ['app/shared/slug.ts', "import '#database/columns'"],
  ['app/models/user.ts', "import '#exceptions/handler'"],
  ['app/shared/slug.js', "import '#purchases/find_purchase'"],
  ['app/shared/slug.ts', "import '../purchases/find_purchase.js'"],
  ['app/access/find_access.ts', "import '#purchases/fulfilment/fulfil_checkout'"],
  ['app/purchases/fulfilment/fulfil_checkout.ts', "import '#checkout/start_checkout'"],
  ['app/catalogue/product_standing.ts', "import '#start/kernel'"],
  ['app/catalogue/product_standing.ts', "import '#generated/controllers'"],
  ['app/catalogue/product_standing.ts', "import '#stripe_emulator/world'"],
  ['app/catalogue/product_standing.ts', "import Stripe from 'stripe'"],
  ['app/access/find_access.ts', "import type { HttpContext } from '@adonisjs/core/http'"],
  ['app/admin/navigation.ts', "import '#services/newsletter'"],
  ['app/helpers/handy.ts', 'export const handy = true'],
  ['app/handy.ts', 'export const handy = true'],
  ['app/handy.js', 'export const handy = true'],
  ['config/store.ts', "import '#stripe_emulator/world'"],
  ['stripe_emulator/world.ts', "import '#shared/money'"],
]

/** How code asks who owns a purchase. */
const OWNER =
  /\bpurchases?\.(user|userId|user_id)\b|\b(first|earlier|later|paid)\.user_id\b|\b(buyer_email|buyerEmail)\b/

/** Imports that a room needs. */
const ALLOWED: [string, string][] = [
  ['app/services/newsletter.ts', "import '#admin/navigation'"],
  ['app/purchases/fulfilment/fulfil_checkout.ts', "import '#access/find_access'"],
  ['app/stripe/stripe_gateway.ts', "import Stripe from 'stripe'\nnew Stripe('')"],
  ['app/shared/slug.ts', "import env from '#start/env'\nenv.get('PORT')"],
  [
    'app/access/middleware/refuse_access.ts',
    "import type { HttpContext } from '@adonisjs/core/http'\nexport type Context = HttpContext",
  ],
]

test.group('The rooms of app/', () => {
  const eslint = new ESLint({ cwd: app.makePath() })
  const isAboutImports = ({ ruleId }: { ruleId: string | null }) =>
    ruleId === '@typescript-eslint/no-restricted-imports' || ruleId === 'no-restricted-syntax'

  for (const [file, code] of PLANTED) {
    test(`${file} may not have: ${code}`, async ({ assert }) => {
      const [{ messages }] = await eslint.lintText(`${code}\n`, { filePath: app.makePath(file) })

      assert.lengthOf(messages.filter(isAboutImports), 1, JSON.stringify(messages))
    })
  }

  for (const [file, code] of ALLOWED) {
    test(`${file} may have: ${code.split('\n')[0]}`, async ({ assert }) => {
      const [{ messages }] = await eslint.lintText(`${code}\n`, { filePath: app.makePath(file) })

      assert.deepEqual(messages.filter(isAboutImports), [])
    })
  }

  test('the README describes every room, in the order of the list', async ({ assert }) => {
    const { ROOMS }: { ROOMS: string[] } = await import(app.makePath('eslint.config.js'))
    const readme = await readFile(app.makePath('README.md'), 'utf8')
    const [, section] = readme.split('## How it is built')
    const described = [...section.matchAll(/^\| `(\w+)`/gm)].map(([, room]) => room)
    const drawn = section.split('```')[1]

    assert.deepEqual(described, ROOMS)
    assert.deepEqual(
      ROOMS.filter((room) => !new RegExp(`\\b${room}\\b`).test(drawn)),
      []
    )
  })

  test('only buyers asks whether a purchase belongs to an account or to an address', async ({
    assert,
  }) => {
    const asking: string[] = []
    for (const folder of ['app', 'commands', 'resources/views', 'start']) {
      for (const name of await readdir(app.makePath(folder), { recursive: true })) {
        const file = posix.join(folder, name.replaceAll('\\', '/'))
        if (/\.(ts|edge)$/.test(file) && !file.startsWith('app/buyers/')) {
          const source = await readFile(app.makePath(file), 'utf8')
          asking.push(...source.split('\n').filter((line) => OWNER.test(line)))
        }
      }
    }

    assert.deepEqual(asking, [])
  })

  test('only the models import each other in a circle', async ({ assert }) => {
    const circles = circlesIn(await importGraph())

    assert.lengthOf(circles, 1, JSON.stringify(circles))
    assert.deepEqual(
      circles[0].filter((file) => !file.startsWith('app/models/')),
      []
    )
  }).timeout(30_000)
})

/** Every source file with the source files that it imports: static, type-only and dynamic imports. */
async function importGraph(): Promise<Map<string, string[]>> {
  const listed = await Promise.all(
    SOURCES.map((folder) =>
      readdir(app.makePath(folder), { recursive: true }).then((names) =>
        names.map((name) => posix.join(folder, name.replaceAll('\\', '/')))
      )
    )
  )
  const files = new Set(listed.flat().filter((name) => /\.(ts|js)$/.test(name)))
  const aliases = await readAliases()
  const entries = await Promise.all(
    [...files].map(async (file) => {
      const source = await readFile(app.makePath(file), 'utf8')
      const { importedFiles } = ts.preProcessFile(source, true, true)
      const imported = importedFiles.flatMap(({ fileName }) => {
        const path = resolve(file, fileName, aliases)
        return path === null ? [] : [`${path}.ts`, `${path}.js`].filter((name) => files.has(name))
      })
      return [file, imported] as const
    })
  )
  return new Map(entries)
}

async function readAliases(): Promise<[string, string][]> {
  const { imports } = JSON.parse(await readFile(app.makePath('package.json'), 'utf8'))
  return Object.entries(imports as Record<string, string>).map(([alias, target]) => [
    alias.replace('*', ''),
    target.replace(/^\.\//, '').replace('*.js', ''),
  ])
}

/** The path of an import from the root, without its extension; null for packages. */
function resolve(file: string, imported: string, aliases: [string, string][]): string | null {
  if (imported.startsWith('.')) {
    return posix.join(dirname(file), imported).replace(/\.js$/, '')
  }
  const alias = aliases.find(([name]) => imported.startsWith(name))
  return alias ? join(alias[1], imported.slice(alias[0].length)) : null
}

/** The groups of files that reach each other by imports (Tarjan's algorithm). */
function circlesIn(graph: Map<string, string[]>): string[][] {
  const circles: string[][] = []
  const indexes = new Map<string, number>()
  const lowest = new Map<string, number>()
  const stack: string[] = []

  const visit = (file: string) => {
    indexes.set(file, indexes.size)
    lowest.set(file, indexes.get(file)!)
    stack.push(file)
    for (const next of graph.get(file) ?? []) {
      if (!indexes.has(next)) {
        visit(next)
        lowest.set(file, Math.min(lowest.get(file)!, lowest.get(next)!))
      } else if (stack.includes(next)) {
        lowest.set(file, Math.min(lowest.get(file)!, indexes.get(next)!))
      }
    }
    if (lowest.get(file) === indexes.get(file)) {
      const circle = stack.splice(stack.indexOf(file))
      if (circle.length > 1) {
        circles.push(circle.toSorted())
      }
    }
  }
  for (const file of graph.keys()) {
    if (!indexes.has(file)) {
      visit(file)
    }
  }
  return circles
}
