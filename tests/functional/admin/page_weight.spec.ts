import { gzipSync } from 'node:zlib'
import { test } from '@japa/runner'
import { createProduct } from '#database/factories/product_factory'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { givenStaff } from '#tests/helpers/store/panel'
import type { Visitor } from '#tests/helpers/store/visitor'

/** The most that a page of the panel may transfer, in gzipped bytes. */
const SCRIPTS = 5 * 1024
const STYLES = 15 * 1024

/** The gzipped bytes of all files that match a pattern in a page. */
async function weigh(visitor: Visitor, page: string, pattern: RegExp) {
  const paths = [...page.matchAll(pattern)].map(([, path]) => path)
  const files = await Promise.all(paths.map((path) => visitor.get(path)))
  return files.reduce((sum, { body }) => sum + gzipSync(body).length, 0)
}

test.group('The weight of the panel', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('is at most 5 KB of scripts and 15 KB of styles on every page', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()

    for (const path of ['/admin', '/admin/purchases', `/admin/products/${configuration.id}/edit`]) {
      const { body } = await visitor.get(path)
      const scripts = await weigh(visitor, body, /<script [^>]*src="([^"]+)"/g)
      const styles = await weigh(visitor, body, /<link [^>]*rel="stylesheet" [^>]*href="([^"]+)"/g)

      assert.isAbove(scripts, 500, path)
      assert.isAtMost(scripts, SCRIPTS, path)
      assert.isAbove(styles, 2000, path)
      assert.isAtMost(styles, STYLES, path)
    }
  })
})
