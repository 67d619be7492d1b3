import type { Assert } from '@japa/assert'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { databaseTime } from '#database/columns'
import Purchase from '#models/purchase'
import Refund from '#models/refund'
import SubscriptionRequest from '#models/subscription_request'
import CheckInvariants from '#operations/check_invariants'
import ListAttention from '#operations/attention/list_attention'
import ResumeMissedWork from '#operations/resume_missed_work'
import { callsToStripe, deliverEvents, givenStore } from '#tests/helpers/store/buying'
import {
  formFields,
  givenStaff,
  hiddenFields,
  readHtml,
  staffActs,
} from '#tests/helpers/store/panel'
import { givenCrossSell, givenSaleOfTwo } from '#tests/helpers/store/cross_sell'
import { givenSale, hasAccess, type Sale } from '#tests/helpers/store/sale'
import type { Answer, Visitor } from '#tests/helpers/store/visitor'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

const UPDATE = { method: 'POST', path: '^/v1/subscriptions/' }
const CANCEL = { method: 'DELETE', path: '^/v1/subscriptions/' }

test.group('The subscription of a purchase', (group) => {
  group.each.setup(() => givenStore())

  test('is cancelled at the end of the period, undone, paused, resumed and cancelled', async ({
    assert,
  }) => {
    const sale = await givenSale('plan')
    const staff = await givenStaff('support')

    await change(staff, sale, 'cancel_at_period_end', 'They asked')
    assert.isTrue((await atStripe(sale)).cancel_at_period_end)
    assert.isTrue(await hasAccess(sale, 'plan'))
    assert.isNotNull((await current(sale)).cancelsAt)

    await change(staff, sale, 'undo_cancellation')
    assert.containSubset(await atStripe(sale), { cancel_at_period_end: false, cancel_at: null })
    assert.isNull((await current(sale)).cancelsAt)

    await change(staff, sale, 'pause')
    assert.equal((await atStripe(sale)).pause_collection?.behavior, 'void')
    await change(staff, sale, 'resume')
    assert.isNull((await atStripe(sale)).pause_collection)

    const answer = await change(staff, sale, 'cancel_now')
    assert.equal((await atStripe(sale)).status, 'canceled')
    assert.isFalse(await hasAccess(sale, 'plan'))
    assert.isNotNull((await current(sale)).endedAt)
    assert.include(
      readHtml((await staff.get(answer.location!)).body),
      'The subscription is cancelled and is not charged again.'
    )

    const acts = await staffActs()
    assert.deepEqual(
      acts.map(({ action }) => action),
      [
        'purchase.cancellation_planned',
        'purchase.cancellation_undone',
        'purchase.collection_paused',
        'purchase.collection_resumed',
        'purchase.subscription_cancelled',
      ]
    )
    assert.equal(acts[0].changes.note.after, 'They asked')
    assert.equal(acts[0].subjectLabel, sale.purchase.reference)
    await assertSettled(assert)
  })

  test('has a timeline that tells buyer and staff what became of it', async ({ assert }) => {
    const sale = await givenSale('plan')
    const staff = await givenStaff()
    await change(staff, sale, 'cancel_at_period_end')
    await change(staff, sale, 'undo_cancellation')
    await change(staff, sale, 'pause')
    await change(staff, sale, 'resume')
    await emulator.cancelSubscription(sale.purchase.subscriptionId!)
    await deliverEvents()

    const page = readHtml((await staff.get(pageOf(sale))).body)
    const { body } = await sale.buyer.browser.get(`/purchases/${sale.purchase.reference}`)
    const buyers = readHtml(body)

    for (const words of [
      /Subscription cancelled for \d+ \w+ \d{4}/,
      /Cancellation undone Stripe/,
      /Collection paused Stripe/,
      /Collection paused The owner/,
      /Collection resumed Stripe/,
      /Subscription ended Stripe/,
    ]) {
      assert.match(page, words)
    }
    for (const words of [
      /The subscription was cancelled: it ends on \d+ \w+ \d{4}/,
      /The cancellation was undone/,
      /Payments were paused/,
      /Payments were resumed/,
      /The subscription ended/,
    ]) {
      assert.match(buyers, words)
    }
    assert.isBelow(buyers.indexOf('The subscription ended'), buyers.indexOf('Payments were paused'))
    assert.notInclude(buyers, 'The owner')
  })

  test('is confirmed on a page that says what it does', async ({ assert }) => {
    const sale = await givenSale('plan')
    const staff = await givenStaff()

    const form = await staff.get(formOf(sale))
    assert.match(readHtml(form.body), /It is charged again on \d+ \w+ \d{4} for \$\d+\.00/)
    const question = await ask(staff, sale, 'cancel_now')

    assert.include(readHtml(question.body), 'It ends at once in Stripe and is not charged again')
    assert.lengthOf(await callsOf(sale, 'cancel_now'), 0)
    assert.equal((await current(sale)).endedAt, null)
    const back = await staff.post(formOf(sale), { ...fieldsOf(question), intent: 'change' })
    assert.match(back.body, /<option value="cancel_now" selected/)
  })

  test('asks what to do, and offers what fits its state only', async ({ assert }) => {
    const sale = await givenSale('plan')
    const staff = await givenStaff()

    assert.deepEqual(await offered(staff, sale), ['cancel_now', 'cancel_at_period_end', 'pause'])
    for (const act of ['', 'undo_cancellation', 'resume', 'leave', 'sell']) {
      const answer = await ask(staff, sale, act)
      assert.equal(answer.status, 422, act)
      assert.include(readHtml(answer.body), 'Choose what to do')
    }
    await change(staff, sale, 'pause')
    assert.deepEqual(await offered(staff, sale), ['cancel_now', 'cancel_at_period_end', 'resume'])
    await change(staff, sale, 'cancel_at_period_end')
    assert.deepEqual(await offered(staff, sale), ['cancel_now', 'undo_cancellation', 'resume'])
    await change(staff, sale, 'cancel_now')
    assert.deepEqual(await offered(staff, sale), [])
    assert.include(readHtml((await staff.get(formOf(sale))).body), 'This subscription has ended')
    assert.notInclude((await staff.get(pageOf(sale))).body, formOf(sale))
  })

  test('exists for no other purchase, and not for a role without the right', async ({ assert }) => {
    const [book, plan] = [await givenSale('book'), await givenSale('plan')]
    const staff = await givenStaff()

    assert.equal((await staff.get(formOf(book))).status, 404)
    assert.notInclude((await staff.get(pageOf(book))).body, formOf(book))
    assert.equal((await staff.get('/admin/purchases/999999/subscription')).status, 404)
    for (const role of ['accountant', 'viewer'] as const) {
      const other = await givenStaff(role)
      assert.equal((await other.get(formOf(plan))).status, 403)
      assert.equal((await other.post(formOf(plan), CONFIRMED)).status, 403)
      assert.notInclude((await other.get(pageOf(plan))).body, formOf(plan))
    }
    assert.equal((await plan.buyer.browser.get(formOf(plan))).status, 404)
    assert.lengthOf(await callsOf(plan, 'cancel_now'), 0)
  })

  test('is changed once, however often the form is sent', async ({ assert }) => {
    const sale = await givenSale('plan')
    const staff = await givenStaff()
    const question = await ask(staff, sale, 'cancel_at_period_end')

    const answers = await Promise.all([1, 2, 3].map(() => confirm(staff.copy(), sale, question)))
    await stripe.subscriptions.update(sale.purchase.subscriptionId!, {
      cancel_at_period_end: false,
    })
    const late = await confirm(staff, sale, question)

    for (const { status, location } of [...answers, late]) {
      assert.equal(status, 303)
      assert.equal(location, pageOf(sale))
    }
    assert.lengthOf(await callsOf(sale, 'cancel_at_period_end'), 2, 'one of them is the buyer’s')
    assert.lengthOf(await staffActs(), 1)
    assert.isFalse((await atStripe(sale)).cancel_at_period_end, 'a late form undid the buyer')
  })

  test('is cancelled once by two members of staff, who both read that it is', async ({
    assert,
  }) => {
    const sale = await givenSale('plan')
    const [one, other] = [await givenStaff('owner'), await givenStaff('support')]
    const questions = await Promise.all([one, other].map((staff) => ask(staff, sale, 'cancel_now')))

    const answers = await Promise.all([
      confirm(one, sale, questions[0]),
      confirm(other, sale, questions[1]),
    ])

    assert.deepEqual(
      answers.map(({ status }) => status),
      [303, 303]
    )
    assert.lengthOf(await callsOf(sale, 'cancel_now'), 1)
    assert.lengthOf(await staffActs(), 1)
    await assertSettled(assert)
  })

  test('that the buyer has cancelled meanwhile is said to be so', async ({ assert }) => {
    const sale = await givenSale('plan')
    const staff = await givenStaff()
    const [cancel, pause] = [await ask(staff, sale, 'cancel_now'), await ask(staff, sale, 'pause')]
    await emulator.setDelivery({ mode: 'off' })
    await emulator.cancelSubscription(sale.purchase.subscriptionId!)

    const cancelled = await confirm(staff, sale, cancel)
    assert.equal(cancelled.status, 303)
    assert.include(readHtml((await staff.get(cancelled.location!)).body), 'No change needed.')
    const paused = await confirm(staff, sale, pause)

    assert.equal(paused.status, 409)
    assert.include(readHtml(paused.body), 'The subscription has ended')
    assert.isNotNull((await current(sale)).endedAt)
    assert.lengthOf(await staffActs(), 0)
  })

  test('that ends between the question to Stripe and the change is said to be so', async ({
    assert,
  }) => {
    const sale = await givenSale('plan')
    const staff = await givenStaff()
    const question = await ask(staff, sale, 'cancel_now')
    const { holdId } = await emulator.hold({ ...CANCEL, phase: 'before' })

    const cancelling = confirm(staff, sale, question)
    await emulator.waitHeld(holdId)
    await emulator.cancelSubscription(sale.purchase.subscriptionId!)
    await emulator.release(holdId)

    const answer = await cancelling
    assert.equal(answer.status, 303)
    assert.include(readHtml((await staff.get(answer.location!)).body), 'No change needed.')
    assert.equal((await SubscriptionRequest.firstOrFail()).status, 'done')
  })

  test('shows what Stripe says where it refuses', async ({ assert }) => {
    const sale = await givenSale('plan')
    const staff = await givenStaff()
    const question = await ask(staff, sale, 'pause')
    await emulator.fault({ ...UPDATE, kind: 'status', status: 400 })

    const answer = await confirm(staff, sale, question)

    assert.equal(answer.status, 422)
    assert.include(readHtml(answer.body), 'Stripe will not have it')
    assert.equal((await SubscriptionRequest.firstOrFail()).status, 'failed')
    assert.lengthOf(await staffActs(), 0)
  })

  for (const act of ['cancel_now', 'cancel_at_period_end', 'pause'] as const) {
    test(`is changed once though the answer from Stripe was lost: ${act}`, async ({ assert }) => {
      const sale = await givenSale('plan')
      const staff = await givenStaff()
      const question = await ask(staff, sale, act)
      await emulator.fault({
        path: '/v1/subscriptions/',
        method: act === 'cancel_now' ? 'DELETE' : 'POST',
        kind: 'reset_after_headers',
        times: 10,
      })

      const lost = await confirm(staff, sale, question)
      await emulator.clearFaults()
      const calls = (await callsOf(sale, act)).length
      await resumeMissedWork()

      assert.equal(lost.status, 503)
      assert.equal((await SubscriptionRequest.firstOrFail()).status, 'done')
      assert.equal((await callsOf(sale, act)).length, calls, 'it was sent again without a look')
      assert.lengthOf(await staffActs(), 1)
      await assertSettled(assert)
    })
  }

  test('is not changed by a late repetition after somebody decided otherwise', async ({
    assert,
  }) => {
    const sale = await givenSale('plan')
    const staff = await givenStaff()
    await emulator.fault({ ...UPDATE, kind: 'reset', times: 10 })
    await confirm(staff, sale, await ask(staff, sale, 'cancel_at_period_end'))
    await emulator.clearFaults()
    await emulator.pauseCollection(sale.purchase.subscriptionId!)

    await resumeMissedWork()

    assert.equal((await SubscriptionRequest.firstOrFail()).status, 'superseded')
    assert.isFalse((await atStripe(sale)).cancel_at_period_end)
  })

  test('is changed as staff decided last, also from the page of another product of it', async ({
    assert,
  }) => {
    await givenCrossSell('prod_plan', { unit_amount: 300, recurring: { interval: 'month' } })
    const sale = await givenSaleOfTwo('plan')
    const staff = await givenStaff()
    await emulator.fault({ ...UPDATE, kind: 'reset', times: 10 })
    await confirm(staff, sale, await ask(staff, sale, 'pause'))
    await emulator.clearFaults()

    const other = { ...sale, purchase: sale.added }
    await change(staff, other, 'cancel_at_period_end')
    await change(staff, other, 'undo_cancellation')
    await resumeMissedWork()

    assert.deepEqual(
      (await SubscriptionRequest.query().orderBy('id')).map(({ status }) => status),
      ['superseded', 'done', 'done']
    )
    assert.isNull((await atStripe(sale)).pause_collection)
  })

  test('is changed as staff decided last, whatever was not answered before', async ({ assert }) => {
    const sale = await givenSale('plan')
    const staff = await givenStaff()
    await emulator.fault({ ...UPDATE, kind: 'reset', times: 10 })
    await confirm(staff, sale, await ask(staff, sale, 'pause'))
    await emulator.clearFaults()

    await change(staff, sale, 'cancel_at_period_end')
    await resumeMissedWork()

    assert.deepEqual(
      (await SubscriptionRequest.query().orderBy('id')).map(({ status }) => status),
      ['superseded', 'done']
    )
    assert.containSubset(await atStripe(sale), {
      cancel_at_period_end: true,
      pause_collection: null,
    })
  })

  test('is changed a day later where Stripe never got the request, and only once', async ({
    assert,
  }) => {
    const sale = await givenSale('plan')
    const staff = await givenStaff()
    await emulator.fault({ ...UPDATE, kind: 'reset_after_headers', times: 10 })
    await confirm(staff, sale, await ask(staff, sale, 'cancel_at_period_end'))
    await emulator.clearFaults()
    await emulator.passTime({ seconds: 25 * 60 * 60 })
    await stripe.subscriptions.update(sale.purchase.subscriptionId!, {
      cancel_at_period_end: false,
    })

    await resumeMissedWork()

    assert.isFalse((await atStripe(sale)).cancel_at_period_end, 'the newer decision was undone')
    assert.equal((await SubscriptionRequest.firstOrFail()).status, 'done')
  })

  test('that no longer exists in Stripe ends the request, and delays nothing else', async ({
    assert,
  }) => {
    const [gone, other] = [await givenSale('plan'), await givenSale('plan')]
    const staff = await givenStaff()
    await emulator.fault({ ...UPDATE, kind: 'timeout', times: 20 })
    for (const sale of [gone, other]) {
      await confirm(staff, sale, await ask(staff, sale, 'cancel_at_period_end'))
    }
    await emulator.clearFaults()
    await db
      .from('subscription_requests')
      .where('purchase_id', gone.purchase.id)
      .update({ subscription_id: 'sub_gone' })

    await resumeMissedWork()

    const requests = await SubscriptionRequest.query().orderBy('id')
    assert.deepEqual(
      requests.map(({ status }) => status),
      ['failed', 'done']
    )
    assert.include(requests[0].error, 'Stripe does not have this subscription any more')
    assert.isNotNull((await atStripe(other)).cancel_at)
  })
})

test.group('Refunding a subscription', (group) => {
  group.each.setup(() => givenStore())

  test('asks what happens to it, and says what is charged otherwise', async ({ assert }) => {
    const sale = await givenSale('plan')
    const staff = await givenStaff()

    const form = await staff.get(refundOf(sale))
    const without = await staff.post(refundOf(sale), formFields(form))
    const kept = await askRefund(staff, sale, 'keep')
    const forced = await staff.post(refundOf(sale), {
      ...fieldsOf(await askRefund(staff, sale, 'cancel_now')),
      subscription: '',
      intent: 'refund',
    })

    assert.match(readHtml(form.body), /It is charged again on \d+ \w+ \d{4} for/)
    assert.equal(without.status, 422)
    assert.include(readHtml(without.body), 'Choose what happens to the subscription')
    assert.equal(kept.status, 422)
    assert.include(readHtml(kept.body), 'A reason is needed to keep the subscription')
    assert.equal(forced.status, 409)
    assert.lengthOf(await Refund.all(), 0)
  })

  test('is not asked about a part, nor about one that ends anyway', async ({ assert }) => {
    const [part, ending] = [await givenSale('plan'), await givenSale('plan')]
    const staff = await givenStaff()
    await change(staff, ending, 'cancel_at_period_end')

    const ofPart = await staff.post(refundOf(part), {
      ...formFields(await staff.get(refundOf(part))),
      extent: 'part',
      amount: '1',
    })
    const whole = await staff.post(refundOf(ending), formFields(await staff.get(refundOf(ending))))

    assert.include(readHtml(ofPart.body), 'Refund $1.00?')
    assert.include(readHtml(whole.body), 'That is all that is left of this payment.')
    assert.notInclude(
      (await staff.get(refundOf(await givenSale('book')))).body,
      'name="subscription"'
    )
  })

  for (const [choice, state] of [
    ['cancel_now', { status: 'canceled' }],
    ['cancel_at_period_end', { status: 'active', cancel_at_period_end: true }],
    ['keep', { status: 'active', cancel_at_period_end: false }],
  ] as const) {
    test(`does with it what was chosen: ${choice}`, async ({ assert }) => {
      const sale = await givenSale('plan')
      const staff = await givenStaff('manager')

      const question = await askRefund(staff, sale, choice, 'By agreement')
      const answer = await staff.post(refundOf(sale), {
        ...fieldsOf(question),
        intent: 'refund',
      })
      await deliverEvents()

      assert.equal(answer.location, pageOf(sale))
      assert.containSubset(await atStripe(sale), state)
      assert.lengthOf(await Refund.all(), 1)
      assert.isFalse(await hasAccess(sale, 'plan'))
      await assertSettled(assert)
      if (choice === 'keep') {
        const page = readHtml((await staff.get(pageOf(sale))).body)
        assert.include(page, 'Left as it is By agreement')
        assert.lengthOf(await staffActs().where('action', 'purchase.charges_kept'), 1)
      }
    })
  }

  test('cancels it once Stripe answers again after {kind}, though the refund was made before')
    .with([
      { kind: 'reset' },
      { kind: 'status', status: 500 },
      { kind: 'status', status: 503 },
    ] as const)
    .run(async ({ assert }, failure) => {
      const sale = await givenSale('plan')
      const staff = await givenStaff()
      const question = await askRefund(staff, sale, 'cancel_now')
      await emulator.fault({ ...CANCEL, ...failure, times: 10 })

      const answer = await staff.post(refundOf(sale), { ...fieldsOf(question), intent: 'refund' })
      assert.include(
        readHtml((await staff.get(answer.location!)).body),
        'Stripe has not confirmed the change of the subscription yet'
      )
      assert.lengthOf(await unsettled(), 1)
      await emulator.clearFaults()
      await resumeMissedWork()

      assert.equal((await atStripe(sale)).status, 'canceled')
      assert.lengthOf(await Refund.all(), 1)
      await assertSettled(assert)
    })
})

test.group('Closing access to a subscription', (group) => {
  group.each.setup(() => givenStore())

  test('asks what happens to it, for a revocation and for an end date', async ({ assert }) => {
    const sale = await givenSale('plan')
    const staff = await givenStaff('support')
    const until = DateTime.utc().plus({ days: 1 }).toFormat("yyyy-LL-dd'T'HH:mm")

    const closings: Record<string, string>[] = [{ decision: 'revoke' }, { decision: 'end', until }]
    for (const fields of closings) {
      const answer = await staff.post(accessOf(sale), { reason: 'Shared it', ...fields })
      assert.equal(answer.status, 422)
      assert.include(readHtml(answer.body), 'Choose what happens to the subscription')
    }
    const kept = { decision: 'keep', reason: 'A friend', subscription: 'cancel_now' }
    assert.equal((await staff.post(accessOf(sale), kept)).status, 422)
    assert.isNull((await current(sale)).accessOverride)
    assert.equal((await atStripe(sale)).status, 'active')
  })

  test('says which other products it is charged for', async ({ assert }) => {
    await givenCrossSell('prod_plan', { unit_amount: 300, recurring: { interval: 'month' } })
    const sale = await givenSaleOfTwo('plan')
    const staff = await givenStaff()

    const page = await staff.get(accessOf(sale))

    assert.include(readHtml(page.body), 'charged for Workbook: what you do with it applies to all')
  })

  test('does with it what was chosen', async ({ assert }) => {
    const sales = [await givenSale('plan'), await givenSale('plan'), await givenSale('plan')]
    const staff = await givenStaff('support')

    for (const [place, subscription] of ['cancel_now', 'cancel_at_period_end', 'keep'].entries()) {
      const fields = { decision: 'revoke', reason: 'Shared it', subscription }
      assert.equal((await staff.post(accessOf(sales[place]), fields)).status, 303)
      assert.isFalse(await hasAccess(sales[place], 'plan'))
    }

    assert.equal((await atStripe(sales[0])).status, 'canceled')
    assert.containSubset(await atStripe(sales[1]), { status: 'active', cancel_at_period_end: true })
    assert.containSubset(await atStripe(sales[2]), {
      status: 'active',
      cancel_at_period_end: false,
    })
    assert.equal((await current(sales[2])).chargesKeptReason, 'Shared it')
    await assertSettled(assert)
  })

  test('survives a Stripe that does not answer', async ({ assert }) => {
    const sale = await givenSale('plan')
    const staff = await givenStaff()
    await emulator.fault({ ...CANCEL, kind: 'reset', times: 10 })

    const answer = await staff.post(accessOf(sale), {
      decision: 'revoke',
      reason: 'Shared it',
      subscription: 'cancel_now',
    })
    assert.equal(answer.status, 303)
    assert.isFalse(await hasAccess(sale, 'plan'))
    assert.include(
      readHtml((await staff.get('/admin/attention')).body),
      'Charged in Stripe, closed here'
    )
    await emulator.clearFaults()
    await resumeMissedWork()

    assert.equal((await atStripe(sale)).status, 'canceled')
    await assertSettled(assert)
  })
})

test.group('A subscription that is charged while its access is closed', (group) => {
  group.each.setup(() => givenStore())

  const closings: [string, RegExp, (sale: Sale) => Promise<unknown>][] = [
    [
      'a refund in Stripe',
      /The payment was refunded/,
      async (sale) => emulator.refund(await intentOfSale(sale)),
    ],
    [
      'a dispute',
      /The payment is disputed/,
      async (sale) => emulator.dispute(await intentOfSale(sale)),
    ],
    [
      'a lost dispute',
      /The bank took the payment back/,
      async (sale) => {
        await emulator.dispute(await intentOfSale(sale))
        const [dispute] = (await stripe.disputes.list()).data
        return emulator.endDispute(dispute.id, 'lost')
      },
    ],
    [
      'a disabled account',
      /The account of the buyer is disabled/,
      async ({ buyer }) =>
        db
          .from('users')
          .where('id', buyer.user.id)
          .update({ disabled_at: databaseTime(NOW) }),
    ],
    [
      'an end date that is over',
      /The access has ended on the date that you set/,
      async ({ purchase }) =>
        db
          .from('purchases')
          .where('id', purchase.id)
          .update({ override_ends_at: databaseTime(NOW), override_reason: 'Until today' }),
    ],
  ]
  for (const [name, words, close] of closings) {
    test(`needs attention after ${name}, until it is settled`, async ({ assert }) => {
      const sale = await givenSale('plan')
      const staff = await givenStaff('support')
      await close(sale)
      await deliverEvents()

      const page = await staff.get('/admin/attention')
      assert.include(readHtml(page.body), 'Charged in Stripe, closed here')
      assert.match(readHtml(page.body), words)
      assert.include(page.body, `href="${formOf(sale)}"`)
      const listed = await new ListAttention().handle()
      assert.equal(await new ListAttention().count(), listed.length)
      assert.deepEqual(
        (await unsettled()).map(({ rule, label }) => [rule, label]),
        [['I14', sale.purchase.reference]]
      )
      const noted = await ask(staff, sale, 'leave')
      assert.equal(noted.status, 422)
      assert.include(readHtml(noted.body), 'A reason is needed')

      await change(staff, sale, 'leave', 'They pay on')

      const settled = readHtml((await staff.get('/admin/attention')).body)
      assert.notInclude(settled, 'Charged in Stripe, closed here')
      await assertSettled(assert)
      const [entry] = await staffActs().where('action', 'purchase.charges_kept')
      assert.equal(entry.changes.charges_kept_reason.after, 'They pay on')
    })
  }

  test('is settled by cancelling or pausing it', async ({ assert }) => {
    for (const act of ['cancel_now', 'cancel_at_period_end', 'pause']) {
      const sale = await givenSale('plan')
      const staff = await givenStaff()
      await emulator.refund(await intentOfSale(sale))
      await deliverEvents()
      assert.lengthOf(await unsettled(), 1)

      await change(staff, sale, act)

      await assertSettled(assert)
    }
  })

  test('needs attention again after it was left, opened and was closed again', async ({
    assert,
  }) => {
    const sale = await givenSale('plan')
    const staff = await givenStaff()
    await emulator.refund(await intentOfSale(sale))
    await deliverEvents()
    await change(staff, sale, 'leave', 'Only this month')
    await emulator.renew(sale.purchase.subscriptionId!)
    await deliverEvents()
    assert.isTrue(await hasAccess(sale, 'plan'))

    await emulator.refund(await intentOfSale(sale))
    await deliverEvents()

    assert.lengthOf(await unsettled(), 1)
  })

  test('is nothing where a refund leaves the access open', async ({ assert }) => {
    const sale = await givenSale('plan')
    await db.from('product_configurations').update({ refund_ends_access: false })
    await emulator.refund(await intentOfSale(sale))
    await deliverEvents()

    assert.isTrue(await hasAccess(sale, 'plan'))
    await assertSettled(assert)
  })
})

const NOW = DateTime.utc().minus({ minutes: 1 })
const CONFIRMED = { act: 'cancel_now', note: '', intent: 'confirm' }

function formOf({ purchase }: Sale): string {
  return `/admin/purchases/${purchase.id}/subscription`
}

function refundOf({ purchase }: Sale): string {
  return `/admin/purchases/${purchase.id}/refund`
}

function accessOf({ purchase }: Sale): string {
  return `/admin/purchases/${purchase.id}/access`
}

function pageOf({ purchase }: Sale): string {
  return `/admin/purchases/${purchase.id}`
}

/** Sends the form, which asks for confirmation. */
async function ask(staff: Visitor, sale: Sale, act: string, note = ''): Promise<Answer> {
  const form = await staff.get(formOf(sale))
  return staff.post(formOf(sale), { ...formFields(form), act, note })
}

function confirm(staff: Visitor, sale: Sale, question: Answer): Promise<Answer> {
  return staff.post(formOf(sale), { ...fieldsOf(question), intent: 'confirm' })
}

async function change(staff: Visitor, sale: Sale, act: string, note = ''): Promise<Answer> {
  const answer = await confirm(staff, sale, await ask(staff, sale, act, note))
  if (answer.status !== 303) {
    throw new Error(`${act} was answered with ${answer.status}: ${readHtml(answer.body)}`)
  }
  await deliverEvents()
  return answer
}

async function askRefund(staff: Visitor, sale: Sale, subscription: string, note = '') {
  const form = await staff.get(refundOf(sale))
  return staff.post(refundOf(sale), { ...formFields(form), subscription, note })
}

function fieldsOf(question: Answer): Record<string, string> {
  return hiddenFields(question) as Record<string, string>
}

/** The acts that the form offers. */
async function offered(staff: Visitor, sale: Sale): Promise<string[]> {
  const { body } = await staff.get(formOf(sale))
  const select = /<select [^>]*name="act"[\s\S]*?<\/select>/.exec(body)?.[0] ?? ''
  return [...select.matchAll(/<option value="(\w+)"/g)].map(([, value]) => value)
}

function atStripe({ purchase }: Sale) {
  return stripe.subscriptions.retrieve(purchase.subscriptionId!)
}

function current({ purchase }: Sale): Promise<Purchase> {
  return Purchase.findOrFail(purchase.id)
}

/** The payment intent of the newest payment. */
async function intentOfSale({ purchase }: Sale): Promise<string> {
  const payment = await purchase.related('payments').query().orderBy('id', 'desc').firstOrFail()
  return payment.paymentIntentId!
}

function callsOf({ purchase }: Sale, act: string) {
  const method = act === 'cancel_now' ? 'DELETE' : 'POST'
  return callsToStripe(method, `/v1/subscriptions/${purchase.subscriptionId}`)
}

/** Runs the missed work as it is a few minutes later. */
async function resumeMissedWork() {
  const long = databaseTime(DateTime.utc().minus({ minutes: 5 }))
  await db.from('subscription_requests').update({ updated_at: long })
  const work = await app.container.make(ResumeMissedWork)
  await work.handle()
  await deliverEvents()
}

async function unsettled() {
  return (await new CheckInvariants().handle()).filter(({ rule }) => rule === 'I14')
}

/** Nothing is charged silently, and no other invariant is violated. */
async function assertSettled(assert: Assert) {
  assert.deepEqual(await new CheckInvariants().handle(), [])
}
