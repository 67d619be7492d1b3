import { test } from '@japa/runner'
import { createProduct } from '#database/factories/product_factory'
import { PurchaseFactory } from '#database/factories/purchase_factory'
import { UserFactory } from '#database/factories/user_factory'
import { axeFindingsInBothSchemes } from '#tests/helpers/browser/axe'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { signInAsOwner, STORE } from '#tests/helpers/browser/sign_in'
import { givenPickers, picked } from '#tests/helpers/store/picker_fields'

test.group('Pickers in a browser', (group) => {
  group.each.setup(() => cleanStore())
  group.each.setup(() => givenPickers())

  test('filter a list by a buyer who is found while typing', async ({ assert, browserContext }) => {
    const buyer = await UserFactory.merge({ email: 'ada@example.com' } as never).create()
    const { configuration } = await createProduct()
    await PurchaseFactory.merge({
      userId: buyer.id,
      productConfigurationId: configuration.id,
    } as never).create()
    const page = await browserContext.newPage()
    await signInAsOwner(page)
    await page.goto(`${STORE}/admin/purchases?status=active`)

    await page.getByRole('combobox', { name: 'Buyer' }).fill('ad')
    await page.getByRole('option', { name: 'ada@example.com' }).waitFor()
    assert.deepEqual(await axeFindingsInBothSchemes(page), [])
    await page.keyboard.press('Enter')
    await page.waitForURL(new RegExp(`status=active.*user=${buyer.id}`))
  })

  test('pick, move and remove records, which are saved in that order', async ({
    assert,
    browserContext,
  }) => {
    const { configuration } = await createProduct({ product: { name: 'Icons' } })
    const ids = []
    for (const name of ['Corner sounds', 'Corner fonts', 'Corner tiles']) {
      ids.push((await createProduct({ product: { name } })).configuration.id)
    }
    const page = await browserContext.newPage()
    await signInAsOwner(page)
    await page.goto(`${STORE}/admin/products/${configuration.id}/edit`)
    const companions = page.getByRole('group', { name: 'Companions' })
    const pick = async (name: string) => {
      await companions.getByRole('combobox').fill(name)
      await companions.getByRole('option', { name }).waitFor()
      await page.keyboard.press('Enter')
      await companions.getByRole('checkbox', { name }).waitFor()
    }

    await pick('Corner sounds')
    await pick('Corner fonts')
    await pick('Corner tiles')
    assert.isTrue(await page.locator('.save-bar').isVisible())
    await companions.getByRole('button', { name: 'Move up Corner tiles' }).click()
    await companions.getByRole('checkbox', { name: 'Corner sounds' }).uncheck()
    assert.deepEqual(await axeFindingsInBothSchemes(page), [])
    await page.getByRole('button', { name: 'Save', exact: true }).last().click()
    await page.getByText('Saved “').waitFor()

    assert.deepEqual(picked.companions, [ids[2], ids[1]])
    assert.equal(
      await companions.getByRole('checkbox').first().getAttribute('value'),
      String(ids[2])
    )
  })
})
