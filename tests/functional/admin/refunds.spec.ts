import { test } from '@japa/runner'
import Mail from '#models/mail'
import Purchase from '#models/purchase'
import Refund from '#models/refund'
import RefundRequest from '#models/refund_request'
import { callsToStripe, givenStore, purchaseOf, deliverEvents } from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'
import {
  formFields,
  givenStaff,
  hiddenFields,
  readHtml,
  staffActs,
} from '#tests/helpers/store/panel'
import { mailsTo } from '#tests/helpers/store/mailbox'
import { hasAccess, givenSale, type Sale } from '#tests/helpers/store/sale'
import type { Answer, Visitor } from '#tests/helpers/store/visitor'

test.group('Refunding from the panel', (group) => {
  group.each.setup(() => givenStore())

  test('refunds in full, ends access, and records who did it and why', async ({ assert }) => {
    const sale = await givenSale()
    const staff = await givenStaff('manager')

    const question = await ask(staff, sale.purchase, {
      reason: 'requested_by_customer',
      note: 'Bought by mistake',
    })
    const answer = await confirm(staff, sale.purchase, question)
    await deliverEvents()

    assert.equal(answer.location, `/admin/purchases/${sale.purchase.id}`)
    assert.include(
      readHtml((await staff.get(answer.location!)).body),
      `Refunded $12.00 to ${sale.buyer.user.email}.`
    )
    const { status, payments } = (await purchaseOf(sale.sessionId))!
    assert.equal(status, 'refunded')
    const [made] = payments[0].refunds
    assert.equal(made.amount, 1200)
    assert.equal(made.reason, 'requested_by_customer')
    assert.isNotNull(made.actorId)
    assert.isFalse(await hasAccess(sale))
    const [entry] = await staffActs().where('action', 'purchase.refunded')
    assert.equal(entry.changes.note.after, 'Bought by mistake')
    assert.lengthOf(await mailsOf(sale.purchase, 'refunded'), 1)
  })

  test('shows the amount and the effect on access before it confirms', async ({ assert }) => {
    const sale = await givenSale('tea')
    const staff = await givenStaff('owner')

    const part = readHtml((await ask(staff, sale.purchase, { extent: 'part', amount: '800' })).body)
    const all = readHtml((await ask(staff, sale.purchase, {})).body)

    assert.include(part, '¥800, that is 800 Japanese yen, go back')
    assert.include(part, '¥1,000 of this payment are left then.')
    assert.include(part, 'a part of the payment does not end it')
    assert.include(all, '¥1,800, that is 1,800 Japanese yen, go back')
    assert.include(all, 'the access ends at once')
    assert.lengthOf(await callsToStripe('POST', '/v1/refunds'), 0)
  })

  test('adds up partial refunds, and the last one ends access', async ({ assert }) => {
    const sale = await givenSale()
    const staff = await givenStaff('owner')

    await refund(staff, sale.purchase, { extent: 'part', amount: '3' })
    assert.isTrue(await hasAccess(sale))
    assert.include(
      readHtml((await staff.get(`/admin/purchases/${sale.purchase.id}/refund`)).body),
      '$3.00 refunded'
    )
    await refund(staff, sale.purchase, { extent: 'part', amount: '4.50' })
    assert.isTrue(await hasAccess(sale))
    await refund(staff, sale.purchase, {})

    assert.isFalse(await hasAccess(sale))
    const sums = (await Refund.query().orderBy('id')).map(({ amount }) => amount)
    assert.deepEqual(sums, [300, 450, 450])
    await deliverEvents()
    assert.lengthOf(await mailsOf(sale.purchase, 'refunded'), 3)
  })

  test('keeps access when staff decide so', async ({ assert }) => {
    const sale = await givenSale()

    await refund(await givenStaff(), sale.purchase, { keeps_access: '1', note: 'Our fault' })
    await deliverEvents()

    const purchase = await Purchase.findOrFail(sale.purchase.id)
    assert.equal(purchase.status, 'refunded')
    assert.equal(purchase.accessOverride, 'kept')
    assert.equal(purchase.overrideReason, 'Our fault')
    assert.isTrue(await hasAccess(sale))
  })

  test('makes one refund, however often the form is sent', async ({ assert }) => {
    const sale = await givenSale()
    const staff = await givenStaff()
    const question = await ask(staff, sale.purchase, { extent: 'part', amount: '5' })

    const answers = await Promise.all(
      Array.from({ length: 5 }, () => confirm(staff.copy(), sale.purchase, question))
    )
    const again = await confirm(staff, sale.purchase, question)

    for (const { status, location } of [...answers, again]) {
      assert.equal(status, 303)
      assert.equal(location, `/admin/purchases/${sale.purchase.id}`)
    }
    assert.lengthOf(await Refund.all(), 1)
    assert.lengthOf(await staffActs().where('action', 'purchase.refunded'), 1)
  })

  test('never refunds more than was paid, even for simultaneous requests', async ({ assert }) => {
    const sale = await givenSale()
    const [one, other] = [await givenStaff('owner'), await givenStaff('manager')]
    const questions = await Promise.all(
      [one, other].map((staff) => ask(staff, sale.purchase, { extent: 'part', amount: '8' }))
    )

    const answers = await Promise.all([
      confirm(one, sale.purchase, questions[0]),
      confirm(other, sale.purchase, questions[1]),
    ])

    assert.sameMembers(
      answers.map(({ status }) => status),
      [303, 409]
    )
    const refused = answers.find(({ status }) => status === 409)!
    assert.include(readHtml(refused.body), 'At most $4.00 is left of this payment')
    assert.lengthOf(await Refund.all(), 1)
  })

  test('considers a refund made in Stripe after the question', async ({ assert }) => {
    const sale = await givenSale()
    const staff = await givenStaff()
    const question = await ask(staff, sale.purchase, {})
    await emulator.setDelivery({ mode: 'off' })
    await emulator.refund(sale.purchase.paymentIntentId!, { amount: 1000 })

    const answer = await confirm(staff, sale.purchase, question)

    assert.equal(answer.status, 409)
    assert.deepEqual(
      (await Refund.all()).map(({ amount }) => amount),
      [1000]
    )
  })

  test('is made once though the answer from Stripe was lost', async ({ assert }) => {
    const sale = await givenSale()
    const staff = await givenStaff()
    const question = await ask(staff, sale.purchase, { extent: 'part', amount: '5' })
    await emulator.fault({ path: '/v1/refunds', kind: 'reset_after_headers', times: 10 })

    const lost = await confirm(staff, sale.purchase, question)
    await emulator.clearFaults()
    const path = `/admin/purchases/${sale.purchase.id}/refund`
    const asked = await staff.post(path, formFields(lost))
    const again = await confirm(staff, sale.purchase, asked)

    assert.equal(lost.status, 503)
    assert.include(readHtml(lost.body), 'Stripe did not answer')
    assert.equal(again.status, 303)
    assert.lengthOf(await Refund.all(), 1)
    assert.equal((await RefundRequest.firstOrFail()).status, 'done')
  })

  test('keeps what was typed and shows the error', async ({ assert }) => {
    const sale = await givenSale()
    const staff = await givenStaff()

    for (const [amount, problem] of [
      ['12.01', 'At most $12.00 is left of this payment'],
      ['0', 'An amount to give back is more than nothing'],
      ['-1', 'Write the amount with digits'],
      ['1.005', 'USD has at most 2 decimals'],
      ['', 'Write the amount with digits'],
    ]) {
      const answer = await ask(staff, sale.purchase, { extent: 'part', amount, note: 'So sorry' })
      assert.equal(answer.status, 422)
      assert.include(readHtml(answer.body), problem)
      assert.include(answer.body, 'So sorry')
    }
    assert.lengthOf(await callsToStripe('POST', '/v1/refunds'), 0)
  })

  test('is not offered for a free purchase', async ({ assert }) => {
    const sale = await givenSale('sheet')
    const staff = await givenStaff()

    const page = await staff.get(`/admin/purchases/${sale.purchase.id}`)
    const form = await staff.get(`/admin/purchases/${sale.purchase.id}/refund`)

    assert.notInclude(page.body, `/admin/purchases/${sale.purchase.id}/refund`)
    assert.include(readHtml(form.body), 'Nothing to give back')
  })

  test('that is {status} promises no time, and says what the buyer has to do')
    .with([
      { status: 'pending', page: 'is on its way', mail: 'depends on how you paid' },
      {
        status: 'requires_action',
        page: 'Stripe has sent you an e-mail that asks where to send it',
        mail: 'you have to tell Stripe where the money should go',
      },
    ] as const)
    .run(async ({ assert }, { status, page, mail }) => {
      const { purchase, buyer } = await givenSale()
      await emulator.changeSettings({ refunds: status })
      const { id } = await emulator.refund(purchase.paymentIntentId!)
      await deliverEvents()

      const { body } = await buyer.browser.get(`/purchases/${purchase.reference}`)
      const mails = await mailsTo(buyer.user.email)
      const sent = mails.find(({ subject }) => subject.startsWith('Your refund'))!
      assert.include(readHtml(body), page)
      assert.include(sent.text, mail)
      assert.notInclude(sent.text, 'days')

      await emulator.settleRefund(id)
      await deliverEvents()
      const { body: later } = await buyer.browser.get(`/purchases/${purchase.reference}`)
      assert.include(readHtml(later), '$12.00 refunded on')
    })

  test('restores access and notifies the buyer when the refund fails later', async ({ assert }) => {
    const sale = await givenSale()
    await refund(await givenStaff(), sale.purchase, {})
    await deliverEvents()
    assert.isFalse(await hasAccess(sale))

    await emulator.failRefund((await Refund.firstOrFail()).stripeId)
    await deliverEvents()

    assert.isTrue(await hasAccess(sale))
    assert.lengthOf(await mailsOf(sale.purchase, 'refund_failed'), 1)
  })
})

/** Sends the form with some changes, which asks for confirmation. */
async function ask(
  staff: Visitor,
  purchase: Purchase,
  changes: Record<string, string>
): Promise<Answer> {
  const path = `/admin/purchases/${purchase.id}/refund`
  const form = await staff.get(path)
  return staff.post(path, { ...formFields(form), ...changes })
}

/** Confirms the refund. */
function confirm(staff: Visitor, purchase: Purchase, question: Answer): Promise<Answer> {
  return staff.post(`/admin/purchases/${purchase.id}/refund`, {
    ...(hiddenFields(question) as Record<string, string>),
    intent: 'refund',
  })
}

async function refund(
  staff: Visitor,
  purchase: Purchase,
  changes: Record<string, string>
): Promise<Sale['purchase']> {
  const answer = await confirm(staff, purchase, await ask(staff, purchase, changes))
  if (answer.status !== 303) {
    throw new Error(`The refund was answered with ${answer.status}: ${readHtml(answer.body)}`)
  }
  return purchase.refresh()
}

function mailsOf(purchase: Purchase, kind: string) {
  return Mail.query().where('purchaseId', purchase.id).where('kind', kind)
}
