import { test } from '@japa/runner'
import { createProduct, type ProductForSale } from '#database/factories/product_factory'
import { PurchaseFactory } from '#database/factories/purchase_factory'
import { UserFactory } from '#database/factories/user_factory'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { givenPurchase } from '#tests/helpers/store/library'
import { changeCatalogue, readText } from '#tests/helpers/store/storefront'
import { Visitor } from '#tests/helpers/store/visitor'
import { signedIn } from '#tests/helpers/store/signed_in'

const ADDRESS = '/products/corner-icons'
const TEXTS = {
  ctaText: 'Get the icons',
  ctaOwnedText: 'Draw with them',
  thankYouText: 'Welcome! **Join us** at [the club](https://club.example).<script>x</script>',
}

let icons: ProductForSale

test.group('Texts of the seller', (group) => {
  group.each.setup(async () => {
    await cleanStoreAlone()
    icons = await product('corner-icons')
    await icons.configuration.merge(TEXTS).save()
  })

  test('label the buy button, the bar and the card', async ({ assert }) => {
    const page = await new Visitor().get(ADDRESS)
    assert.equal(page.body.split('>Get the icons</a>').length - 1, 2, 'in the box and in the bar')
    assert.notInclude(readText(page), 'Buy for')

    const home = readText(await new Visitor().get('/'))
    assert.include(home, '$12 Get the icons')
  })

  test('label the open button on every page', async ({ assert }) => {
    const user = await UserFactory.create()
    const purchase = await givenPurchase(user, icons.configuration)
    const buyer = await signedIn(user)

    for (const path of [ADDRESS, '/purchases', `/purchases/${purchase.reference}`]) {
      const { body } = await buyer.get(path)
      assert.match(body, /href="\/products\/corner-icons\/access">\s*Draw with them/, path)
    }
    assert.notInclude(readText(await buyer.get('/')), 'Get the icons')
  })

  test('thank the buyer on the purchase page, as safe HTML, while they have access', async ({
    assert,
  }) => {
    const user = await UserFactory.create()
    const purchase = await givenPurchase(user, icons.configuration)
    const buyer = await signedIn(user)
    const page = () => buyer.get(`/purchases/${purchase.reference}`)

    const { body } = await page()
    assert.include(body, '<strong>Join us</strong>')
    assert.include(body, '<a href="https://club.example" rel="nofollow noopener">the club</a>')
    assert.notInclude(body, '<script>x')

    await purchase.merge({ status: 'refunded' }).save()
    assert.notInclude((await page()).body, 'Join us')
  })
})

test.group('A product that may be bought again', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('is offered to a subscriber only when the seller allows it', async ({ assert }) => {
    const price = { type: 'recurring', interval: 'month', intervalCount: 1 } as const
    icons = await createProduct({ price, configuration: { slug: 'corner-icons' } })
    const user = await UserFactory.create()
    await PurchaseFactory.apply('recurring')
      .merge({ userId: user.id, productConfigurationId: icons.configuration.id } as never)
      .create()
    const buyer = await signedIn(user)
    assert.notInclude((await buyer.get(ADDRESS)).body, 'id="buy"')

    await changeCatalogue('product_configurations', icons.configuration.id, {
      may_buy_again: true,
    })

    assert.include(readText(await buyer.get(ADDRESS)), 'Buy again')
  })
})

function product(slug: string, name = slug): Promise<ProductForSale> {
  return createProduct({ product: { name }, configuration: { slug } })
}
