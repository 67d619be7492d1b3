import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import FindAccess from '#access/find_access'
import { addressBuyer } from '#buyers/buyer'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import UnassignedPayment from '#models/unassigned_payment'
import {
  confirm,
  confirmationLink,
  givenConfirmed,
  givenSquatter,
} from '#tests/helpers/store/addresses'
import { type Buyer, deliverEvents, givenStore } from '#tests/helpers/store/buying'
import { purchasesOf } from '#tests/helpers/store/cross_sell'
import { beginGuestCheckout } from '#tests/helpers/store/guest_checkout'
import { assertInvariants } from '#tests/helpers/store/invariants'
import { mailsTo } from '#tests/helpers/store/mailbox'
import { hasAccess } from '#tests/helpers/store/sale'
import { Visitor } from '#tests/helpers/store/visitor'
import { emulator } from '#tests/helpers/stripe/emulator'
import { sessionRead } from '#tests/helpers/stripe/faults'

test.group('A checkout of somebody without an account', (group) => {
  group.each.setup(() => givenStore())

  test('makes purchases of the address with which it was paid', async ({ assert }) => {
    const sessionId = await beginGuestCheckout(['book', 'sheet'])
    await emulator.pay(sessionId, { email: 'Guest@Example.com ' })
    await deliverEvents()

    const purchases = await purchasesOf(sessionId)
    assert.deepEqual(
      purchases.map(({ status, userId, buyerEmail }) => [status, userId, buyerEmail]),
      [
        ['active', null, 'guest@example.com'],
        ['active', null, 'guest@example.com'],
      ]
    )
    const [receipt] = await mailsTo('guest@example.com')
    assert.include(receipt.subject, 'receipt')
    const access = await new FindAccess().handle({
      buyer: addressBuyer('guest@example.com'),
      product: { slug: 'sheet' },
    })
    assert.isTrue(access.allowed)
    await assertInvariants(assert)
  })

  test('is nothing to an account with the address, until that is confirmed', async ({ assert }) => {
    const squatter = await givenSquatter()
    const sessionId = await beginGuestCheckout(['book', 'sheet'])
    await emulator.pay(sessionId, { email: squatter.user.email })
    await deliverEvents()
    assert.isFalse(await hasAccess({ buyer: squatter }))

    const browser = await confirmAs(squatter)

    const purchases = await purchasesOf(sessionId)
    assert.isTrue(purchases.every(({ userId }) => userId === squatter.user.id))
    assert.isTrue(await hasAccess({ buyer: { ...squatter, browser } }))
    await assertInvariants(assert)
  })

  test('is at once an account’s that has confirmed the address', async ({ assert }) => {
    const buyer = await givenConfirmed()
    const sessionId = await beginGuestCheckout(['book'])
    await emulator.pay(sessionId, { email: buyer.user.email.toUpperCase() })
    await deliverEvents()

    const [purchase] = await purchasesOf(sessionId)
    assert.equal(purchase.userId, buyer.user.id)
    assert.isTrue(await hasAccess({ buyer }))
  })

  test('is owned once its address is confirmed while it is recorded', async ({ assert }) => {
    const squatter = await givenSquatter()
    await emulator.setDelivery({ mode: 'off' })
    const sessionId = await beginGuestCheckout(['book', 'sheet'])
    await emulator.pay(sessionId, { email: squatter.user.email })
    const fulfil = await app.container.make(FulfilCheckout)
    const { holdId } = await emulator.hold(sessionRead(sessionId))
    const recording = fulfil.handle(sessionId, 'background')
    await emulator.waitHeld(holdId)

    await new Visitor().submit(await confirmationLink(squatter), {})
    assert.isNotNull((await squatter.user.refresh()).emailVerifiedAt)
    await emulator.release(holdId)
    await recording

    const purchases = await purchasesOf(sessionId)
    assert.deepEqual(
      purchases.map(({ userId, buyerEmail }) => [userId, buyerEmail]),
      [
        [squatter.user.id, null],
        [squatter.user.id, null],
      ]
    )
    await assertInvariants(assert)
  })

  test('stays the account’s that claimed it when Stripe is read again', async ({ assert }) => {
    const squatter = await givenSquatter()
    const sessionId = await beginGuestCheckout(['book'])
    await emulator.pay(sessionId, { email: squatter.user.email })
    await deliverEvents()
    await confirmAs(squatter)
    const [{ paymentIntentId }] = await purchasesOf(sessionId)

    await emulator.refund(paymentIntentId!)
    await deliverEvents()

    const [purchase] = await purchasesOf(sessionId)
    assert.deepEqual([purchase.userId, purchase.status], [squatter.user.id, 'refunded'])
    assert.lengthOf(await UnassignedPayment.all(), 0)
    await assertInvariants(assert)
  })
})

/** Confirms the address of an account, as the owner of its mailbox. */
async function confirmAs(account: Buyer) {
  return confirm(await confirmationLink(account), account.user.email)
}
