import { get, type IncomingHttpHeaders } from 'node:http'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import env from '#start/env'
import { createProduct, type ProductForSale } from '#database/factories/product_factory'
import { catalogueClock } from '#catalogue/catalogue_clock'
import { publicPages } from '#storefront/page_cache/public_pages'
import { databaseTime } from '#database/columns'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { countQueries } from '#tests/helpers/store/count_queries'
import { changeCatalogue } from '#tests/helpers/store/storefront'
import { advanceTime, restoreTime } from '#tests/helpers/store/time'
import { Visitor } from '#tests/helpers/store/visitor'
import { waitUntil } from '#tests/helpers/wait_until'
import { givenSignedInUser } from '#tests/helpers/store/signed_in'

const ADDRESS = '/products/corner-icons'
const PAGES = ['/', ADDRESS, '/sitemap.xml', '/robots.txt']

/** Headers that differ for each response. */
const PASSING = ['date', 'x-request-id', 'keep-alive', 'connection']

let product: ProductForSale

test.group('A public page', (group) => {
  group.each.setup(async () => {
    await cleanStoreAlone()
    product = await createProduct({
      product: { name: 'Corner icons' },
      configuration: { slug: 'corner-icons' },
    })
  })

  test('has the same bytes and headers rendered and cached, for {method} {path}')
    .with(PAGES.flatMap((path) => ['GET', 'HEAD'].map((method) => ({ path, method }))))
    .run(async ({ assert }, { path, method }) => {
      for (const encoding of ['identity', 'gzip', 'br']) {
        publicPages.clear()
        const headers = { 'accept-encoding': encoding, 'accept-language': 'en' }
        const made = await request(path, { method, headers })
        const { result: kept, queries } = await countQueries(() =>
          request(path, { method, headers })
        )

        assert.equal(made.status, 200)
        assert.isTrue(made.body.equals(kept.body))
        assert.deepEqual(made.headers, kept.headers)
        assert.equal(made.headers['content-encoding'] ?? 'identity', encoding)
        assert.isEmpty(queries.filter((sql) => !/settings/.test(sql)))
      }
    })

  test('has no cookie, an ETag, and the security headers', async ({ assert }) => {
    for (const path of PAGES) {
      for (const round of ['rendered', 'cached']) {
        const { headers } = await request(path)

        assert.isUndefined(headers['set-cookie'], `${path} ${round}`)
        assert.equal(headers['cache-control'], 'public, no-cache')
        assert.equal(headers.vary, 'Cookie, Accept-Language, Accept-Encoding')
        assert.match(headers.etag ?? '', /^W\/"[\w-]{22}"$/)
        assert.include(headers['content-security-policy'], `default-src 'none'`)
        assert.equal(headers['x-content-type-options'], 'nosniff')
      }
    }
  })

  test('is answered with 304 when the ETag matches', async ({ assert }) => {
    for (const path of [...PAGES, '/?q=icons']) {
      const { headers } = await request(path)
      const again = await request(path, { headers: { 'if-none-match': headers.etag ?? '' } })

      assert.equal(again.status, 304, path)
      assert.lengthOf(again.body, 0)
      assert.equal(again.headers.etag, headers.etag)
      assert.equal(again.headers['cache-control'], 'public, no-cache')
      assert.equal(again.headers.vary, headers.vary)
    }
  })

  test('has a request id of its own each time', async ({ assert }) => {
    const ids = new Set<unknown>()
    for (let round = 0; round < 3; round++) {
      ids.add((await new Visitor().get('/')).headers.get('x-request-id'))
    }
    assert.equal(ids.size, 3)
    const chosen = await new Visitor().get('/', { 'x-request-id': 'from-a-stranger-1' })
    assert.notEqual(chosen.headers.get('x-request-id'), 'from-a-stranger-1')
  })

  test('is refused for another host, cached or not', async ({ assert }) => {
    for (const round of ['rendered', 'cached']) {
      await request('/')
      const answer = await request('/', { headers: { host: 'evil.example' } })
      assert.equal(answer.status, 421, round)
    }
  })

  test('prints amounts for the language of the reader', async ({ assert }) => {
    for (const round of ['rendered', 'cached']) {
      const english = await request('/', { headers: { 'accept-language': 'en' } })
      const german = await request('/', { headers: { 'accept-language': 'de' } })

      assert.include(english.body.toString(), '$12', round)
      assert.match(german.body.toString(), /12\s\$/u, round)
      assert.notEqual(english.headers.etag, german.headers.etag)
    }
  })

  test('is rendered once for all languages that are made up', async ({ assert }) => {
    publicPages.clear()
    const { result: pages, renders } = await countRenders(async () => {
      const etags = new Set<string | undefined>()
      for (let count = 0; count < 50; count++) {
        const language = `en-Qab${String.fromCharCode(97 + (count % 26))}-${100 + count}`
        etags.add((await request('/', { headers: { 'accept-language': language } })).headers.etag)
      }
      return etags
    })

    assert.equal(pages.size, 1)
    assert.equal(renders, 1)
  })

  test('is not the answer to other methods', async ({ assert }) => {
    await request('/')
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      assert.equal((await request('/', { method })).status, 404, method)
    }
  })

  test('is personal and not cached for a visitor with a session', async ({ assert }) => {
    await request('/')
    const { visitor } = await givenSignedInUser()

    const answer = await visitor.get('/')

    assert.equal(answer.headers.get('cache-control'), 'private, no-store')
    assert.isNull(answer.headers.get('etag'))
    assert.include(answer.body, 'href="/account"')
    assert.notInclude((await request('/')).body.toString(), 'href="/account"')
  })

  test('stays public with a cookie that is no session', async ({ assert }) => {
    const answer = await request('/', { headers: { cookie: 'theme=dark' } })

    assert.equal(answer.headers['cache-control'], 'public, no-cache')
  })
})

test.group('A change of the catalogue', (group) => {
  group.each.setup(async () => {
    await cleanStoreAlone()
    product = await createProduct({
      product: { name: 'Corner icons' },
      configuration: { slug: 'corner-icons' },
    })
  })
  group.each.teardown(() => restoreTime())

  test('is visible at once to visitors and signed-in users', async ({ assert }) => {
    const { visitor: customer } = await givenSignedInUser()
    const visitor = new Visitor()
    for (const reader of [customer, visitor]) {
      for (const path of ['/', ADDRESS]) {
        assert.include((await reader.get(path)).body, 'Corner icons')
      }
    }

    await changeCatalogue('products', product.product.id, { name: 'Round icons' })

    for (const reader of [customer, visitor]) {
      for (const path of ['/', ADDRESS]) {
        const { body } = await reader.get(path)
        assert.include(body, 'Round icons')
        assert.notInclude(body, 'Corner icons')
      }
    }
  })

  test('by another process is visible within a second', async ({ assert }) => {
    await new Visitor().get('/')
    await db.from('products').where('id', product.product.id).update({ name: 'Round icons' })
    await raiseVersionElsewhere()

    const startedAt = Date.now()
    await waitUntil(
      'the new name is shown',
      async () => (await new Visitor().get('/')).body.includes('Round icons'),
      2
    )
    assert.isBelow(Date.now() - startedAt, 1000)
  })

  test('that is rolled back changes no page', async ({ assert }) => {
    const before = await request('/')
    const failed = changeCatalogue('products', product.product.id, { nonsense: 1 })

    await assert.rejects(() => failed)
    assert.equal((await request('/')).headers.etag, before.headers.etag)
  })

  test('happens by itself when the sale of a product ends', async ({ assert }) => {
    const soon = DateTime.utc().plus({ milliseconds: 700 })
    await changeCatalogue('product_configurations', product.configuration.id, {
      available_until: databaseTime(soon),
    })
    assert.include((await new Visitor().get('/')).body, 'Corner icons')

    await waitUntil(
      'the product has left the shop window',
      async () => !(await new Visitor().get('/')).body.includes('Corner icons'),
      3
    )
    assert.equal((await new Visitor().get(ADDRESS)).status, 404)
  })

  test('happens exactly when a sale starts or ends, however often a page was cached before', async ({
    assert,
  }) => {
    const pages = ['/', ADDRESS, '/sitemap.xml']
    const shows = async (path: string) =>
      (await request(path)).body.includes(path === '/sitemap.xml' ? ADDRESS : 'Corner icons')
    await changeCatalogue('product_configurations', product.configuration.id, {
      available_from: databaseTime(DateTime.utc().plus({ minutes: 60 })),
      available_until: databaseTime(DateTime.utc().plus({ minutes: 90 })),
    })

    for (const [seconds, isShown] of [
      [0, false],
      [60 * 60 - 5, false],
      [60 * 60, true],
      [90 * 60 - 5, true],
      [90 * 60, false],
    ] as const) {
      advanceTime(seconds)
      for (const path of [...pages, ...pages]) {
        assert.equal(await shows(path), isShown, `${path} after ${seconds} seconds`)
      }
    }
  })

  test('is looked up at most every 250 milliseconds', async ({ assert }) => {
    await request('/')
    catalogueClock.forget()
    const startedAt = performance.now()
    const { queries } = await countQueries(async () => {
      for (let count = 0; count < 100; count++) {
        await request('/')
      }
    })

    const turns = Math.ceil((performance.now() - startedAt) / 250) + 1
    assert.isAtMost(queries.length, turns)
    assert.isAtLeast(queries.length, 1)
  })
})

test.group('Built files', () => {
  test('are compressed and immutable', async ({ assert }) => {
    const { body } = await new Visitor().get('/')
    const addresses = [...new Set(body.match(/\/assets\/store-[\w-]+\.(?:css|js)/g))]
    assert.lengthOf(addresses, 2)

    for (const address of addresses) {
      const plain = await request(address, { headers: { 'accept-encoding': 'identity' } })
      const packed = await request(address, { headers: { 'accept-encoding': 'gzip, br' } })

      assert.equal(packed.headers['content-encoding'], 'br')
      assert.isBelow(packed.body.length, plain.body.length)
      assert.equal(packed.headers['cache-control'], 'public, max-age=31536000, immutable')
      assert.equal(packed.headers['x-content-type-options'], 'nosniff')
      assert.match(packed.headers['content-type'] ?? '', /^text\/(css|javascript)/)
    }
  })

  test('include a font that pages preload', async ({ assert }) => {
    const { body } = await new Visitor().get('/')
    const address = /<link rel="preload" href="([^"]+)" as="font"/.exec(body)?.[1] ?? ''

    const { status, headers } = await request(address)

    assert.equal(status, 200)
    assert.equal(headers['content-type'], 'font/woff2')
    assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable')
  })

  test('are at most 5 KB of scripts and 15 KB of styles', async ({ assert }) => {
    const { body } = await new Visitor().get('/')
    const sizes = { css: 0, js: 0 }
    for (const address of new Set(body.match(/(?:\/assets\/[\w-]+|\/theme)\.(?:css|js)/g))) {
      const packed = await request(address, { headers: { 'accept-encoding': 'gzip' } })
      sizes[address.endsWith('.css') ? 'css' : 'js'] += packed.body.length
    }

    assert.isAbove(sizes.css, 1000)
    assert.isAtMost(sizes.css, 15 * 1024)
    assert.isAbove(sizes.js, 100)
    assert.isAtMost(sizes.js, 5 * 1024)
  })
})

/** A raw response: not decompressed, redirects not followed. */
function request(
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {}
) {
  return new Promise<{ status?: number; headers: IncomingHttpHeaders; body: Buffer }>(
    (resolve, reject) => {
      get(
        {
          host: '127.0.0.1',
          port: env.get('PORT'),
          path,
          method,
          headers: { accept: 'text/html', host: `localhost:${env.get('PORT')}`, ...headers },
        },
        (answer) => {
          const chunks: Buffer[] = []
          answer.on('data', (chunk) => chunks.push(chunk))
          answer.on('error', reject)
          answer.on('end', () =>
            resolve({
              status: answer.statusCode,
              headers: lasting(answer.headers),
              body: Buffer.concat(chunks),
            })
          )
        }
      ).on('error', reject)
    }
  )
}

/** How many pages are rendered and put into the cache meanwhile. */
async function countRenders<Result>(work: () => Promise<Result>) {
  const put = publicPages.put.bind(publicPages)
  let renders = 0
  publicPages.put = (...page) => {
    renders += 1
    put(...page)
  }
  try {
    const result = await work()
    return { result, renders }
  } finally {
    publicPages.put = put
  }
}

function lasting(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !PASSING.includes(name)))
}

/** As another process would: the row changes and this process is not notified. */
async function raiseVersionElsewhere() {
  const now = databaseTime(DateTime.utc())
  await db
    .table('settings')
    .insert({ key: 'catalogue_version', value: '77', created_at: now, updated_at: now })
}
