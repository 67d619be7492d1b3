import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import ResumeMissedWork from '#operations/resume_missed_work'
import Refund from '#models/refund'
import RefundRequest from '#models/refund_request'
import { givenStore } from '#tests/helpers/store/buying'
import { passADay, restoreTime } from '#tests/helpers/store/time'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'
import { formFields, givenStaff, hiddenFields, readHtml } from '#tests/helpers/store/panel'
import { givenSale } from '#tests/helpers/store/sale'
import type { Answer, Visitor } from '#tests/helpers/store/visitor'

const LOST = { path: '/v1/refunds', method: 'POST', kind: 'reset_after_headers', times: 9 } as const
const DOWN = { path: '/v1/refunds', kind: 'reset', times: 9 } as const

test.group('A refund whose answer was lost a day ago', (group) => {
  group.each.setup(() => givenStore())
  group.each.teardown(() => restoreTime())

  test('is not made again by the schedule', async ({ assert }) => {
    const { path } = await givenLostRefund('5')

    passADay()
    const staff = await givenStaff()
    const sweep = await app.container.make(ResumeMissedWork)
    await sweep.handle()

    assert.lengthOf(await refundsAtStripe(), 1)
    assert.equal((await RefundRequest.firstOrFail()).status, 'done')
    assert.include(readHtml((await staff.get(path)).body), '$5.00 refunded')
  })

  test('is not made again by the same form', async ({ assert }) => {
    const { path, lost } = await givenLostRefund('5')

    const answer = await confirmADayLater(path, lost)

    assert.equal(answer.status, 303)
    assert.lengthOf(await refundsAtStripe(), 1)
    assert.lengthOf(await Refund.all(), 1)
  })

  test('is found though it was sent by an older version, which gave it no id', async ({
    assert,
  }) => {
    const { path, lost } = await givenLostRefund('5')
    const [made] = await refundsAtStripe()
    await stripe.refunds.update(made.id, { metadata: { request: '' } })
    const request = await RefundRequest.firstOrFail()
    const metadata = { ...(request.parameters.metadata as Record<string, string>) }
    delete metadata.request
    await request.merge({ parameters: { ...request.parameters, metadata } }).save()

    await confirmADayLater(path, lost)

    assert.lengthOf(await refundsAtStripe(), 1)
    assert.equal((await RefundRequest.firstOrFail()).refundStripeId, made.id)
  })

  test('is settled before another form refunds the same payment', async ({ assert }) => {
    const { path } = await givenLostRefund('5')
    await emulator.fault({ path: '/v1/refunds', method: 'POST', kind: 'status', status: 400 })

    passADay()
    const staff = await givenStaff()
    const answer = await refund(staff, path, '5')

    assert.equal(answer.status, 409)
    assert.include(readHtml(answer.body), 'an earlier refund of $5.00')
    assert.lengthOf(await refundsAtStripe(), 1)
    await emulator.clearFaults()
    assert.equal((await refund(staff, path, '5')).status, 303)
    assert.lengthOf(await refundsAtStripe(), 2)
  })

  test('is made once where it never reached Stripe', async ({ assert }) => {
    const { path, lost } = await givenLostRefund('5', DOWN)
    assert.lengthOf(await refundsAtStripe(), 0)

    await confirmADayLater(path, lost)
    await confirmADayLater(path, lost)

    assert.lengthOf(await refundsAtStripe(), 1)
  })
})

test.group('A refund at which Stripe fails', (group) => {
  group.each.setup(() => givenStore())
  group.each.teardown(() => restoreTime())

  test('counts as made where Stripe has made it', async ({ assert }) => {
    const sale = await givenSale()
    const staff = await givenStaff()
    const path = `/admin/purchases/${sale.purchase.id}/refund`
    await emulator.fault({
      path: '/v1/refunds',
      method: 'POST',
      kind: 'status',
      status: 500,
      executed: true,
      times: 9,
    })

    const answer = await refund(staff, path, '5')

    assert.equal(answer.status, 303)
    assert.lengthOf(await refundsAtStripe(), 1)
  })

  test('is not called failed, nor made again, where the look-up fails as well', async ({
    assert,
  }) => {
    const failing = { kind: 'status', status: 500, executed: true, times: 9 } as const
    const { path, lost } = await givenLostRefund('5', { path: '/v1/refunds', ...failing })
    assert.equal((await RefundRequest.firstOrFail()).status, 'open')

    const answer = await confirmADayLater(path, lost)

    assert.equal(answer.status, 303)
    assert.lengthOf(await refundsAtStripe(), 1)
    assert.equal((await RefundRequest.firstOrFail()).status, 'done')
  })
})

/** A partial refund whose answer was lost, or that never reached Stripe. */
async function givenLostRefund(amount: string, fault: Parameters<typeof emulator.fault>[0] = LOST) {
  const sale = await givenSale()
  const staff = await givenStaff()
  const path = `/admin/purchases/${sale.purchase.id}/refund`
  await emulator.fault(fault)
  const lost = await refund(staff, path, amount)
  await emulator.clearFaults()
  if (lost.status !== 503) {
    throw new Error(`The refund was answered with ${lost.status}: ${readHtml(lost.body)}`)
  }
  return { path, lost }
}

/** Sends the form with the error once more, and confirms it. */
async function confirmADayLater(path: string, lost: Answer): Promise<Answer> {
  passADay()
  const staff = await givenStaff()
  return confirm(staff, path, await staff.post(path, formFields(lost)))
}

async function refund(staff: Visitor, path: string, amount: string): Promise<Answer> {
  const form = formFields(await staff.get(path))
  return confirm(staff, path, await staff.post(path, { ...form, extent: 'part', amount }))
}

function confirm(staff: Visitor, path: string, question: Answer): Promise<Answer> {
  const fields = hiddenFields(question) as Record<string, string>
  return staff.post(path, { ...fields, intent: 'refund' })
}

async function refundsAtStripe() {
  return (await stripe.refunds.list()).data
}
