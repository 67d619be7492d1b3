import { test } from '@japa/runner'
import Purchase from '#models/purchase'
import { givenBuyer, givenStore, openSession, purchaseOf } from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'
import { readHtml } from '#tests/helpers/store/panel'
import { hasAccess } from '#tests/helpers/store/sale'
import { Visitor } from '#tests/helpers/store/visitor'

const PATH = '/purchases/missing'

test.group('A buyer who paid and sees nothing', (group) => {
  group.each.setup(async () => {
    await givenStore()
    await emulator.setDelivery({ mode: 'off' })
  })

  test('finds the purchase with one press', async ({ assert }) => {
    const buyer = await givenBuyer()
    await emulator.pay(await openSession(buyer, 'book'))
    assert.isFalse(await hasAccess({ buyer }))

    const answer = await buyer.browser.post(PATH)

    assert.equal(answer.location, '/purchases')
    assert.isTrue(await hasAccess({ buyer }))
  })

  test('can search by session, or by address and day; the purchase goes to its owner', async ({
    assert,
  }) => {
    const [buyer, other, third] = [await givenBuyer(), await givenBuyer(), await givenBuyer()]
    const first = await openSession(buyer, 'book')
    const second = await openSession(third, 'book')
    await emulator.pay(first)
    await emulator.pay(second)

    await other.browser.post(PATH, { session_id: first })
    await other.browser.post(PATH, {
      email: third.user.email,
      day: new Date().toISOString().slice(0, 10),
    })

    assert.equal((await purchaseOf(first))!.userId, buyer.user.id)
    assert.equal((await purchaseOf(second))!.userId, third.user.id)
    assert.isFalse(await hasAccess({ buyer: other }))
  })

  test('gets the same answer whether something was found or not', async ({ assert }) => {
    const [buyer, other] = [await givenBuyer(), await givenBuyer()]
    const sessionId = await openSession(buyer, 'book')
    await emulator.pay(sessionId)

    const answerTo = async (fields: Record<string, string>) => {
      await other.browser.post(PATH, fields)
      return readHtml((await other.browser.get('/purchases')).body)
    }

    assert.equal(
      await answerTo({ session_id: sessionId }),
      await answerTo({ session_id: 'cs_test_nothing' })
    )
    assert.include(await answerTo({}), 'We have asked Stripe again.')
  })

  test('can search five times in ten minutes, and only when signed in', async ({ assert }) => {
    const buyer = await givenBuyer()
    for (let time = 0; time < 5; time++) {
      assert.equal((await buyer.browser.post(PATH)).status, 303)
    }

    assert.equal((await buyer.browser.post(PATH)).status, 429)
    assert.equal((await new Visitor().get(PATH)).location, '/login')
    assert.lengthOf(await Purchase.all(), 0)
  })

  test('keeps what was typed when it is invalid', async ({ assert }) => {
    const buyer = await givenBuyer()

    const answer = await buyer.browser.post(PATH, { session_id: 'in_123', email: 'me@example.com' })

    assert.equal(answer.status, 422)
    assert.include(answer.body, 'in_123')
    assert.include(answer.body, 'me@example.com')
  })
})
