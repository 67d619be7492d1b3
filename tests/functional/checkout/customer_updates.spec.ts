import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import ResumeMissedWork from '#operations/resume_missed_work'
import { PASSWORD } from '#database/factories/user_factory'
import { databaseTime } from '#database/columns'
import CustomerUpdate from '#models/customer_update'
import {
  type Buyer,
  callsToStripe,
  givenBuyer,
  givenStore,
  openSession,
} from '#tests/helpers/store/buying'
import { linkIn } from '#tests/helpers/store/mailbox'
import { givenStaff, readHtml } from '#tests/helpers/store/panel'
import { runDueWork } from '#tests/helpers/store/run_due_work'
import { givenSale } from '#tests/helpers/store/sale'
import { Visitor } from '#tests/helpers/store/visitor'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'
import { DateTime } from 'luxon'

const UPDATE_CUSTOMER = { method: 'POST', path: '^/v1/customers/cus_' }

test.group('A changed name or address', (group) => {
  group.each.setup(() => givenStore())

  test('reaches the customer at Stripe', async ({ assert }) => {
    const buyer = await givenCustomer()

    await buyer.browser.submit('/account', { full_name: 'Grace Hopper' })
    await runDueWork()
    assert.containSubset(await customerOf(buyer), {
      name: 'Grace Hopper',
      email: buyer.user.email,
    })
    await changeEmail(buyer, 'new@example.com')
    await runDueWork()

    assert.containSubset(await customerOf(buyer), {
      name: 'Grace Hopper',
      email: 'new@example.com',
    })
    await buyer.browser.submit('/account', { full_name: '' })
    await runDueWork()
    assert.isNotOk((await customerOf(buyer)).name)
  })

  test('is sent by the schedule, and again after Stripe was down', async ({ assert }) => {
    const buyer = await givenCustomer()
    await buyer.browser.submit('/account', { full_name: 'Grace Hopper' })
    await emulator.fault({ ...UPDATE_CUSTOMER, kind: 'status', status: 503, times: 9 })
    const sweep = await app.container.make(ResumeMissedWork)

    await sweep.handle()
    await emulator.clearFaults()
    const { error, nextAttemptAt } = await CustomerUpdate.firstOrFail()
    assert.isNotNull(error)
    assert.isNotNull(nextAttemptAt)
    await makeDue()
    await sweep.handle()

    assert.equal((await customerOf(buyer)).name, 'Grace Hopper')
    assert.containSubset(await CustomerUpdate.firstOrFail(), { error: null, nextAttemptAt: null })
  })

  test('reaches the customer of every running subscription', async ({ assert }) => {
    const { buyer, purchase } = await givenSale('plan')
    const other = await stripe.customers.create({ email: buyer.user.email })
    await buyer.user.merge({ stripeCustomerId: other.id }).save()

    await buyer.browser.submit('/account', { full_name: 'Grace Hopper' })
    await runDueWork()

    for (const id of [other.id, purchase.stripeCustomerId!]) {
      assert.containSubset(await stripe.customers.retrieve(id), { name: 'Grace Hopper' })
    }
  })

  test('that comes while the customer is made, or updated, is sent as well', async ({ assert }) => {
    const buyer = await givenBuyer()
    const creation = await emulator.hold({
      method: 'POST',
      path: '^/v1/customers$',
      phase: 'after',
    })
    const opening = openSession(buyer, 'book')
    await emulator.waitHeld(creation.holdId)
    await changeEmail(buyer, 'first@example.com')
    await emulator.release(creation.holdId)
    await opening

    await buyer.user.refresh()
    const update = await emulator.hold({ ...UPDATE_CUSTOMER, phase: 'before' })
    const working = runDueWork()
    await emulator.waitHeld(update.holdId)
    await changeEmail(buyer, 'second@example.com')
    await emulator.release(update.holdId)
    await working
    await runDueWork()

    assert.equal((await customerOf(buyer)).email, 'second@example.com')
    assert.lengthOf((await stripe.customers.list()).data, 1)
  })

  test('that Stripe refuses is under "needs attention" until it is changed', async ({ assert }) => {
    const buyer = await givenCustomer()
    await emulator.fault({ ...UPDATE_CUSTOMER, kind: 'status', status: 400 })
    await buyer.browser.submit('/account', { full_name: 'Grace Hopper' })
    await runDueWork()
    const staff = await givenStaff('support')
    const attention = async () => readHtml((await staff.get('/admin/attention')).body)

    assert.include(await attention(), 'Customer not updated at Stripe')
    assert.include(await attention(), buyer.user.email)
    await buyer.browser.submit('/account', { full_name: 'Grace' })
    await runDueWork()

    assert.include(await attention(), 'Nothing needs you')
    assert.equal((await customerOf(buyer)).name, 'Grace')
  })

  test('of a customer that was deleted reaches the next one', async ({ assert }) => {
    const buyer = await givenCustomer()
    await stripe.customers.del((await buyer.user.refresh()).stripeCustomerId!)
    await buyer.browser.submit('/account', { full_name: 'Grace Hopper' })

    await runDueWork()
    assert.isNull((await CustomerUpdate.firstOrFail()).error)
    await openSession(buyer, 'tea')

    assert.equal((await customerOf(buyer)).name, 'Grace Hopper')
    assert.lengthOf((await stripe.customers.list()).data, 1)
  })

  test('makes no call for an account without a customer, or without a change', async ({
    assert,
  }) => {
    const stranger = await givenBuyer()
    await stranger.browser.submit('/account', { full_name: 'Eve' })
    const buyer = await givenCustomer()
    await buyer.browser.submit('/account', { full_name: buyer.user.fullName ?? '' })

    await runDueWork()

    const { stripeCustomerId } = await buyer.user.refresh()
    assert.lengthOf(await callsToStripe('POST', `/v1/customers/${stripeCustomerId}`), 0)
    assert.lengthOf(await CustomerUpdate.all(), 0)
  })
})

/** A buyer who has a customer at Stripe. */
async function givenCustomer(): Promise<Buyer> {
  const buyer = await givenBuyer()
  await openSession(buyer, 'book')
  return buyer
}

async function customerOf({ user }: Buyer) {
  await user.refresh()
  const customer = await stripe.customers.retrieve(user.stripeCustomerId!)
  if (customer.deleted) {
    throw new Error('The customer is deleted')
  }
  return customer
}

async function changeEmail({ browser }: Buyer, email: string) {
  await browser.submit('/account/email', { email, current_password: PASSWORD })
  await new Visitor().post(await linkIn(email, /\/confirm-email\//))
}

async function makeDue() {
  const now = databaseTime(DateTime.utc())
  await db.from('customer_updates').update({ next_attempt_at: now, claimed_until: null })
}
