import { test } from '@japa/runner'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { chooseEncoding, hasPage, makeCachedPage } from '#storefront/page_cache/cached_page'
import { PageCache } from '#storefront/page_cache/page_cache'

const page = (text: string) => makeCachedPage(text, 'text/html')

test.group('Page cache', () => {
  test('returns a page for its address, language and state only', async ({ assert }) => {
    const cache = new PageCache(100_000)
    const kept = await page('one')
    cache.put('/', 'en', 'first', kept)

    assert.strictEqual(cache.get('/', 'en', 'first'), kept)
    assert.isNull(cache.get('/', 'de', 'first'))
    assert.isNull(cache.get('/?page=2', 'en', 'first'))
    assert.isNull(cache.get('/', 'en', 'second'))
  })

  test('never exceeds its size; the least recently used page is removed first', async ({
    assert,
  }) => {
    const body = 'x'.repeat(1000)
    const cache = new PageCache(2600)
    cache.put('/a', 'en', 's', await page(`a${body}`))
    cache.put('/b', 'en', 's', await page(`b${body}`))
    cache.get('/a', 'en', 's')
    cache.put('/c', 'en', 's', await page(`c${body}`))

    assert.isNotNull(cache.get('/a', 'en', 's'))
    assert.isNull(cache.get('/b', 'en', 's'))
    assert.isNotNull(cache.get('/c', 'en', 's'))
  })

  test('does not keep a page larger than the whole cache', async ({ assert }) => {
    const cache = new PageCache(100)
    cache.put('/a', 'en', 's', await page('x'.repeat(1000)))

    assert.isNull(cache.get('/a', 'en', 's'))
  })

  test('keeps {address}: {kept}')
    .with([
      { address: '/', kept: true },
      { address: '/products/corner-icons', kept: true },
      { address: '/?page=12', kept: true },
      { address: '/sitemap.xml', kept: true },
      { address: '/?page=0', kept: false },
      { address: '/?page=01', kept: false },
      { address: '/?page=12345', kept: false },
      { address: '/?q=icons', kept: false },
      { address: '/?utm_source=x', kept: false },
      { address: '/products/A%20b', kept: false },
      { address: `/${'a'.repeat(300)}`, kept: false },
      { address: 'http://evil.example/', kept: false },
      { address: '*', kept: false },
    ])
    .run(({ assert }, { address, kept }) => {
      assert.equal(new PageCache(1000).isCacheable(address), kept)
    })

  test('keeps nothing without room', ({ assert }) => {
    assert.isFalse(new PageCache(0).isCacheable('/'))
  })
})

test.group('A cached page', () => {
  test('has the same text in every encoding, with one ETag', async ({ assert }) => {
    const text = '<p>Grüße</p>'.repeat(50)
    const { bodies, etag } = await page(text)

    assert.equal(bodies.identity.toString(), text)
    assert.equal(gunzipSync(bodies.gzip).toString(), text)
    assert.equal(brotliDecompressSync(bodies.br).toString(), text)
    assert.equal(etag, (await page(text)).etag)
    assert.notEqual(etag, (await page(`${text} `)).etag)
  })

  test('Accept-Encoding {header} gets {encoding}')
    .with([
      { header: 'gzip, deflate, br', encoding: 'br' },
      { header: 'gzip', encoding: 'gzip' },
      { header: 'GZIP;q=0.5', encoding: 'gzip' },
      { header: 'br;q=0, gzip', encoding: 'gzip' },
      { header: 'br; q=0.000, gzip;q=0', encoding: 'identity' },
      { header: 'zstd', encoding: 'identity' },
      { header: '', encoding: 'identity' },
      { header: undefined, encoding: 'identity' },
    ])
    .run(({ assert }, { header, encoding }) => {
      assert.equal(chooseEncoding(header), encoding)
    })

  test('Accept-Encoding is read up to 200 characters', ({ assert }) => {
    const blanks = ' '.repeat(195)

    assert.equal(chooseEncoding(`x,${blanks}br`), 'br')
    assert.equal(chooseEncoding(`x, ${blanks}  br`), 'identity')
    assert.equal(chooseEncoding(`br, ${'x'.repeat(16_000)}`), 'br')
  })

  test('If-None-Match {header} matches W/"abc": {has}')
    .with([
      { header: 'W/"abc"', has: true },
      { header: '"abc"', has: true },
      { header: '"x", W/"abc"', has: true },
      { header: '*', has: true },
      { header: 'W/"ab"', has: false },
      { header: 'abc', has: false },
      { header: '', has: false },
      { header: undefined, has: false },
    ])
    .run(({ assert }, { header, has }) => {
      assert.equal(hasPage(header, 'W/"abc"'), has)
    })
})
