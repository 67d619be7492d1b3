import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { UserFactory } from '#database/factories/user_factory'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import CheckoutAttempt from '#models/checkout_attempt'
import Mail from '#models/mail'
import Purchase from '#models/purchase'
import UnassignedPayment from '#models/unassigned_payment'
import User from '#models/user'
import { deliverEvents, givenStore, purchaseOf } from '#tests/helpers/store/buying'
import { givenStaff, readHtml, staffActs } from '#tests/helpers/store/panel'
import { givenOpenCheckout, hasAccess, type OpenCheckout } from '#tests/helpers/store/sale'
import { signedIn } from '#tests/helpers/store/signed_in'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

test.group('A payment that no account can be shown to have made', (group) => {
  group.each.setup(() => givenStore())

  test('waits under "needs attention" and is assigned in one step', async ({ assert }) => {
    const { sessionId } = await givenPaymentOfNobody()
    const owner = await UserFactory.apply('verified').create()
    const staff = await givenStaff('support')

    assert.isNull(await purchaseOf(sessionId))
    assert.lengthOf(await Mail.all(), 0)
    const list = await staff.get('/admin/attention')
    assert.include(readHtml(list.body), '$12.00 for Book, paid by paula@example.com')
    const [, path] = /href="(\/admin\/unassigned-payments\/\d+)"/.exec(list.body)!
    assert.include(readHtml((await staff.get(path)).body), 'Account with this address None')

    const unknown = await staff.post(`${path}/assign`, { email: 'nobody@example.com' })
    assert.equal(unknown.status, 422)
    assert.include(readHtml(unknown.body), 'No account has this address')
    const wrong = await staff.post(`${path}/assign`, { email: 'nobody' })
    assert.equal(wrong.status, 422)
    const answer = await staff.post(`${path}/assign`, { email: owner.email.toUpperCase() })

    const purchase = (await purchaseOf(sessionId))!
    assert.equal(answer.location, `/admin/purchases/${purchase.id}`)
    assert.containsSubset(purchase.serialize(), { status: 'active', userId: owner.id })
    assert.isTrue(await hasAccess({ buyer: { user: owner, browser: await signedIn(owner) } }))
    const [receipt] = await Mail.query().where('kind', 'receipt')
    assert.equal(receipt.recipient, owner.email)
    const [entry] = await staffActs().where('action', 'unassigned_payment.settled')
    assert.deepEqual(entry.changes.user, { before: null, after: owner.email })
    assert.include(readHtml((await staff.get('/admin/attention')).body), 'Nothing needs you')
  })

  test('is given to an unconfirmed address only where staff say that they know it', async ({
    assert,
  }) => {
    const { sessionId } = await givenPaymentOfNobody()
    const stranger = await UserFactory.merge({ email: 'paula@example.com' }).create()
    const staff = await givenStaff('support')
    const { id } = await UnassignedPayment.firstOrFail()
    const path = `/admin/unassigned-payments/${id}/assign`

    const refused = await staff.post(path, { email: stranger.email })
    assert.equal(refused.status, 422)
    assert.include(readHtml(refused.body), 'Nobody has confirmed this address yet')
    assert.isNull(await purchaseOf(sessionId))

    await staff.post(path, { email: stranger.email, unconfirmed: 'yes' })
    assert.equal((await purchaseOf(sessionId))!.userId, stranger.id)
  })

  test('is assigned once, to one account, by several at the same time', async ({ assert }) => {
    const { sessionId } = await givenPaymentOfNobody()
    const { id } = await UnassignedPayment.firstOrFail()
    const owners = await UserFactory.apply('verified').createMany(2)
    const staff = [await givenStaff('owner'), await givenStaff('support')]

    await Promise.all(
      owners.map(({ email }, index) =>
        staff[index].post(`/admin/unassigned-payments/${id}/assign`, { email })
      )
    )
    await staff[0].post(`/admin/unassigned-payments/${id}/refund`)

    assert.lengthOf(await Purchase.all(), 1)
    assert.lengthOf(await staffActs().where('action', 'unassigned_payment.settled'), 1)
    const purchase = (await purchaseOf(sessionId))!
    const payment = await UnassignedPayment.firstOrFail()
    assert.equal(payment.userId, purchase.userId)
    assert.equal(payment.status, 'assigned')
  })

  test('can be marked as refunded, and then belongs to nobody', async ({ assert }) => {
    const { sessionId } = await givenPaymentOfNobody()
    const { id } = await UnassignedPayment.firstOrFail()
    const staff = await givenStaff('support')

    await staff.post(`/admin/unassigned-payments/${id}/refund`)
    await staff.post('/admin/reconcile', { intent: 'run' })

    assert.isNull(await purchaseOf(sessionId))
    assert.include(readHtml((await staff.get('/admin/attention')).body), 'Nothing needs you')
  })

  test('is settled by itself when it was refunded in Stripe', async ({ assert }) => {
    const { sessionId, intentId } = await givenPaymentOfNobody()
    await emulator.refund(intentId)
    await deliverEvents()

    const fulfilCheckout = await app.container.make(FulfilCheckout)
    assert.equal((await fulfilCheckout.handle(sessionId, 'background')).type, 'unassigned')
    assert.equal((await UnassignedPayment.firstOrFail()).status, 'refund')
  })

  test('of a subscription is not settled by the refund of one of its payments', async ({
    assert,
  }) => {
    const { subscriptionId } = await givenPaymentOfNobody('plan')
    await emulator.refund(await newestPayment())
    await deliverEvents()
    assert.equal((await UnassignedPayment.firstOrFail()).status, 'open')

    await emulator.cancelSubscription(subscriptionId)
    await deliverEvents()
    assert.equal((await UnassignedPayment.firstOrFail()).status, 'refund')
  })

  test('is open again when its subscription is charged after staff noted the refund', async ({
    assert,
  }) => {
    const { subscriptionId } = await givenPaymentOfNobody('plan')
    const { id } = await UnassignedPayment.firstOrFail()
    const staff = await givenStaff('support')
    await staff.post(`/admin/unassigned-payments/${id}/refund`)
    await staff.post('/admin/reconcile', { intent: 'run' })
    assert.include(readHtml((await staff.get('/admin/attention')).body), 'Nothing needs you')

    await emulator.passTime({ toRenewalOf: subscriptionId })
    await deliverEvents()
    await staff.post('/admin/reconcile', { intent: 'run' })

    const page = readHtml((await staff.get('/admin/attention')).body)
    assert.include(page, 'its subscription has been charged again')
    assert.equal((await UnassignedPayment.firstOrFail()).status, 'open')

    await emulator.refund(await newestPayment())
    await emulator.cancelSubscription(subscriptionId)
    await staff.post(`/admin/unassigned-payments/${id}/refund`)
    assert.include(readHtml((await staff.get('/admin/attention')).body), 'Nothing needs you')
    assert.lengthOf(await staffActs().where('action', 'unassigned_payment.settled'), 2)
  })

  test('goes to the account that confirms its address, and to no other', async ({ assert }) => {
    const { sessionId } = await givenPaymentOfNobody()
    const thief = await UserFactory.merge({ email: 'paula@example.com' }).create()
    const browser = await signedIn(thief)

    await browser.post('/purchases/missing', { session_id: sessionId })
    await browser.post('/purchases/missing', {
      email: 'paula@example.com',
      day: DateTime.utc().toISODate(),
    })
    assert.isNull(await purchaseOf(sessionId))
    const back = await browser.get(`/checkout/return?session_id=${sessionId}`)
    assert.equal(back.location, '/purchases')
    assert.include(readHtml((await browser.get('/purchases')).body), 'Please do not pay again')

    await User.query().update({ emailVerifiedAt: DateTime.utc().toISO() })
    await browser.post('/purchases/missing', { session_id: sessionId })
    assert.equal((await purchaseOf(sessionId))!.userId, thief.id)
    assert.equal((await UnassignedPayment.firstOrFail()).status, 'assigned')
  })

  test('is not shown to staff who may not see purchases, nor assigned without the right', async ({
    assert,
  }) => {
    await givenPaymentOfNobody()
    const { id } = await UnassignedPayment.firstOrFail()
    const viewer = await givenStaff('viewer')

    assert.equal((await viewer.get(`/admin/unassigned-payments/${id}`)).status, 200)
    const answer = await viewer.post(`/admin/unassigned-payments/${id}/refund`)
    assert.equal(answer.status, 403)
    assert.equal((await UnassignedPayment.firstOrFail()).status, 'open')
    assert.equal((await viewer.get('/admin/unassigned-payments/999')).status, 404)
  })
})

/** A checkout that was paid after the backup, whose attempt and account the restore removed. */
async function givenPaymentOfNobody(
  slug = 'book'
): Promise<Pick<OpenCheckout, 'sessionId'> & { intentId: string; subscriptionId: string }> {
  const user = await UserFactory.merge({ email: 'paula@example.com' }).create()
  const buyer = { user, browser: await signedIn(user) }
  const { sessionId } = await givenOpenCheckout(slug, buyer)
  await CheckoutAttempt.query().delete()
  await user.delete()
  await emulator.pay(sessionId)
  await deliverEvents()
  const [event] = await emulator.events({ type: 'checkout.session.completed' })
  const { payment_intent: intentId, subscription: subscriptionId } = event.data.object
  return { sessionId, intentId: String(intentId), subscriptionId: String(subscriptionId) }
}

/** The payment intent of the newest payment of the store. */
async function newestPayment(): Promise<string> {
  const { data } = await stripe.paymentIntents.list({ limit: 1 })
  return data[0].id
}
