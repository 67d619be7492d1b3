import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { createProduct } from '#database/factories/product_factory'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { givenPurchase } from '#tests/helpers/store/library'
import { givenStaff } from '#tests/helpers/store/panel'
import { givenSignedInUser } from '#tests/helpers/store/signed_in'
import { readText } from '#tests/helpers/store/storefront'

const BOUGHT_AT = DateTime.utc(2026, 3, 5, 14, 32)

test.group('A date', (group) => {
  group.each.setup(() => cleanStore())

  test('is printed for a reader of {language} as "{date}" on every page of the store')
    .with([
      { language: 'en', date: '5 Mar 2026' },
      { language: 'en-GB', date: '5 Mar 2026' },
      { language: 'en-US', date: 'Mar 5, 2026' },
      { language: 'de', date: '5. März 2026' },
    ])
    .run(async ({ assert }, { language, date }) => {
      const { user, visitor } = await givenSignedInUser()
      const { configuration } = await createProduct()
      const { reference } = await givenPurchase(user, configuration, { purchasedAt: BOUGHT_AT })

      for (const path of [
        '/purchases',
        `/purchases/${reference}`,
        `/products/${configuration.slug}`,
      ]) {
        const page = await visitor.get(path, { 'accept-language': language })
        assert.include(readText(page), date, path)
      }
    })

  test('has the same form in the panel, with the time in UTC', async ({ assert }) => {
    const { user } = await givenSignedInUser()
    const { configuration } = await createProduct()
    const { id } = await givenPurchase(user, configuration, { purchasedAt: BOUGHT_AT })
    const owner = await givenStaff('owner')

    for (const path of [
      '/admin/purchases',
      `/admin/purchases/${id}`,
      `/admin/customers/${user.id}`,
    ]) {
      const text = readText(await owner.get(path, { 'accept-language': 'en-US' }))
      assert.include(text, '5 Mar 2026, 14:32 UTC', path)
      assert.notMatch(text, /Mar 5|14:32(?! UTC)/, path)
    }
  })
})
