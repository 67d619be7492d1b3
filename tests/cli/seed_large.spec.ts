import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { createProduct } from '#database/factories/product_factory'
import { PurchaseFactory } from '#database/factories/purchase_factory'
import { UserFactory } from '#database/factories/user_factory'
import { runAce } from '#tests/helpers/process/ace'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'

const SMALL = ['seed:large', '--purchases=400', '--customers=40', '--products=10']

async function count(table: string): Promise<number> {
  const [{ total }] = await db.from(table).count('* as total')
  return Number(total)
}

test.group('seed:large', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('creates the requested number of rows, once', async ({ assert }) => {
    const first = await runAce([...SMALL, '--json'])
    const second = await runAce(SMALL)

    assert.equal(first.code, 0, first.stderr)
    assert.equal(JSON.parse(first.stdout).added.purchases, 400)
    assert.equal(second.code, 0, second.stderr)
    assert.include(second.stdout, 'nothing was added')
    assert.equal(await count('purchases'), 400)
    assert.equal(await count('products'), 10)
    assert.equal(await count('stripe_events'), 80)
    assert.isAbove(await count('payments'), 300)
    assert.isAbove(await count('refunds'), 0)
    assert.equal(await count('mails'), 80)
    assert.equal(await count('audit_entries'), 40)
    assert.equal(Number((await db.from('purchases').countDistinct('reference as n'))[0].n), 400)
  })

  test('creates the same rows every time', async ({ assert }) => {
    const columns = ['reference', 'user_id', 'status', 'total_amount', 'checkout_session_id']
    const read = () => db.from('purchases').select(columns).orderBy('reference')
    await runAce(SMALL)
    const before = await read()
    await cleanStoreAlone()
    await runAce(SMALL)

    assert.deepEqual(await read(), before)
  })

  test('refuses a store that has purchases, unless forced', async ({ assert }) => {
    const { configuration } = await createProduct()
    const buyer = await UserFactory.create()
    await PurchaseFactory.merge({
      userId: buyer.id,
      productConfigurationId: configuration.id,
    } as never).create()

    const refused = await runAce(SMALL)
    const forced = await runAce([...SMALL, '--force'])

    assert.equal(refused.code, 1)
    assert.include(refused.stderr + refused.stdout, '--force')
    assert.equal(forced.code, 0, forced.stderr)
    assert.equal(await count('purchases'), 401)
  })

  test('refuses a live store and invalid numbers', async ({ assert }) => {
    await createProduct({ product: { livemode: true } })

    const live = await runAce([...SMALL, '--force'])
    const wrong = await runAce(['seed:large', '--purchases=0', '--json'])

    assert.equal(live.code, 1)
    assert.include(live.stderr + live.stdout, 'real money')
    assert.equal(wrong.code, 1)
    assert.include(JSON.parse(wrong.stdout).error.message, '--purchases')
    assert.equal(await count('purchases'), 0)
  })

  test('refuses in production', async ({ assert }) => {
    const { code, stdout, stderr } = await runAce(SMALL, {
      NODE_ENV: 'production',
      APP_URL: 'https://kiosk.example',
    })

    assert.equal(code, 1)
    assert.include(stderr + stdout, 'in production')
    assert.equal(await count('purchases'), 0)
  })
})
