import { test } from '@japa/runner'
import { UserFactory } from '#database/factories/user_factory'
import Mail from '#models/mail'
import Purchase from '#models/purchase'
import UnassignedPayment from '#models/unassigned_payment'
import type User from '#models/user'
import { putBackupBack, takeBackup } from '#tests/helpers/store/backup'
import { deliverEvents, givenStore, openSession, purchaseOf } from '#tests/helpers/store/buying'
import { givenStaff, readHtml } from '#tests/helpers/store/panel'
import { givenSale, hasAccess } from '#tests/helpers/store/sale'
import { signedIn } from '#tests/helpers/store/signed_in'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

test.group('After a backup was put back', (group) => {
  group.each.setup(() => givenStore())

  test('payments made since do not go to whoever gets the id of the buyer', async ({ assert }) => {
    const { paula, quentin, sessionId } = await givenRestore()
    const staff = await givenStaff()

    const report = readHtml((await staff.post('/admin/reconcile', { intent: 'run' })).body)

    assert.equal(quentin.user.id, paula.id)
    assert.isNull(await purchaseOf(sessionId))
    assert.isFalse(await hasAccess({ buyer: quentin }))
    assert.lengthOf(await Mail.query().where('recipient', quentin.user.email), 0)
    assert.notInclude(report, 'could not be fixed')
    const list = readHtml((await staff.get('/admin/attention')).body)
    assert.include(list, '$12.00 for Book, paid by paula@example.com')
    assert.notInclude(list, 'Paid, and not as here')
  })

  test('of a session that an older version made, with row ids, neither', async ({ assert }) => {
    const { quentin, sessionId } = await givenRestore({ isOldSession: true })
    const staff = await givenStaff()

    await staff.post('/admin/reconcile', { intent: 'run' })
    await quentin.browser.post('/purchases/missing', { session_id: sessionId })

    assert.isNull(await purchaseOf(sessionId))
    assert.isFalse(await hasAccess({ buyer: quentin }))
    assert.equal((await UnassignedPayment.firstOrFail()).email, 'paula@example.com')
  })

  test('it goes back to them once they have confirmed their address again', async ({ assert }) => {
    const { sessionId } = await givenRestore()
    const again = await UserFactory.apply('verified').merge({ email: 'paula@example.com' }).create()
    await (await givenStaff()).post('/admin/reconcile', { intent: 'run' })

    assert.equal((await purchaseOf(sessionId))!.userId, again.id)
    assert.lengthOf(await Purchase.query().where('userId', again.id), 1)
  })

  test("a checkout that was open before is its buyer's", async ({ assert }) => {
    const user = await UserFactory.create()
    const buyer = { user, browser: await signedIn(user) }
    const sessionId = await openSession(buyer, 'book')
    const backup = await takeBackup()
    await emulator.pay(sessionId)
    await deliverEvents()

    await putBackupBack(backup)
    assert.isNull(await purchaseOf(sessionId))
    await (await givenStaff()).post('/admin/reconcile', { intent: 'run' })

    assert.equal((await purchaseOf(sessionId))!.userId, user.id)
  })

  test('sessions that outlived it belong to nobody else', async ({ assert }) => {
    const backup = await takeBackup()
    const paula = await UserFactory.create()
    const browser = await signedIn(paula)
    assert.equal((await browser.get('/account')).status, 200)

    await putBackupBack(backup, ['sessions'])
    const quentin = await givenQuentin(2 * 60_000)

    assert.equal(quentin.id, paula.id)
    const answer = await browser.get('/account')
    assert.equal(answer.location, '/login')
  })

  test('no id of a row leaves the store', async ({ assert }) => {
    const user = await UserFactory.create()
    const buyer = { user, browser: await signedIn(user) }
    const sessionId = await openSession(buyer, 'book')

    const session = await stripe.checkout.sessions.retrieve(sessionId)
    const customer = await stripe.customers.retrieve(String(session.customer))
    assert.match(session.client_reference_id!, /^checkout-[\da-f-]{36}$/)
    assert.equal(session.metadata?.attempt, session.client_reference_id!)
    assert.sameMembers(Object.keys(session.metadata ?? {}), ['source', 'product', 'attempt'])
    assert.deepEqual('metadata' in customer && Object.keys(customer.metadata), ['request'])
    assert.match('metadata' in customer ? customer.metadata.request : '', /[\da-f-]{36}$/)
  })
})

/**
 * Paula signed up after the backup and paid. It was put back, and Quentin signed up: his row has the
 * number that hers had.
 */
async function givenRestore({ isOldSession = false } = {}) {
  await givenSale('sheet')
  await givenStaff()
  const backup = await takeBackup()
  const paula = await UserFactory.apply('verified').merge({ email: 'paula@example.com' }).create()
  const browser = await signedIn(paula)
  let sessionId = await openSession({ browser }, 'book')
  if (isOldSession) {
    sessionId = await makeOld(sessionId, paula)
  }
  await emulator.pay(sessionId)
  await deliverEvents()

  await putBackupBack(backup)
  const user = await UserFactory.apply('verified').create()
  return { paula, quentin: { user, browser: await signedIn(user) }, sessionId }
}

/** A session as older versions made it. */
async function makeOld(sessionId: string, user: User): Promise<string> {
  const { customer, metadata } = await stripe.checkout.sessions.retrieve(sessionId)
  const old = await stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [{ price: 'price_book', quantity: 1 }],
    customer: String(customer),
    client_reference_id: String(user.id),
    metadata: { source: metadata!.source, product_configuration_id: '1', attempt: 'checkout-old' },
    success_url: 'http://localhost/back',
  })
  return old.id
}

/** Somebody who signs up some time after everybody else. */
async function givenQuentin(milliseconds: number) {
  const user = await UserFactory.create()
  await user.merge({ createdAt: user.createdAt.plus({ milliseconds }) }).save()
  return user
}
