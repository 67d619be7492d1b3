import { test } from '@japa/runner'
import {
  givenEmulator,
  givenPrice,
  openSession,
  refusal,
} from '#tests/unit/stripe_emulator/support'

test.group("The local Stripe's disputes", () => {
  test('are listed by payment, get evidence and are closed, with their events', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const open = await openSession(stripe, await givenPrice(stripe))
    await control.pay(open.id)
    const intent = (await stripe.checkout.sessions.retrieve(open.id)).payment_intent as string

    const { id } = await control.dispute(intent, { reason: 'fraudulent' })
    const [found] = (await stripe.disputes.list({ payment_intent: intent })).data
    const [charge] = (await stripe.charges.list({ payment_intent: intent })).data
    const answered = await stripe.disputes.update(id, {
      evidence: { uncategorized_text: 'Downloaded twice.' },
      submit: true,
    })
    await control.endDispute(id, 'won')
    const again = await refusal(stripe.disputes.close(id))

    assert.containSubset(found, { id, reason: 'fraudulent', status: 'needs_response' })
    assert.isTrue(charge.disputed)
    assert.equal(answered.status, 'under_review')
    assert.equal((await stripe.disputes.retrieve(id)).status, 'won')
    assert.match(again.message, /already closed: won/)
    const types = (await control.events()).map(({ type }) => type)
    assert.includeMembers(types, [
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'charge.dispute.updated',
      'charge.dispute.funds_reinstated',
      'charge.dispute.closed',
    ])
  })

  test('that are inquiries move no money, and whether they stay on the charge is a setting', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const inquire = async () => {
      const open = await openSession(stripe, await givenPrice(stripe))
      await control.pay(open.id)
      const intent = (await stripe.checkout.sessions.retrieve(open.id)).payment_intent as string
      const { id } = await control.dispute(intent, { status: 'warning_needs_response' })
      const review = await control.reviewDispute(id)
      const closed = await control.endDispute(id, 'warning_closed')
      const [charge] = (await stripe.charges.list({ payment_intent: intent })).data
      return { review, closed, isDisputed: charge.disputed }
    }

    const kept = await inquire()
    await control.changeSettings({ disputedAfterClosing: 'cleared' })
    const cleared = await inquire()

    assert.equal(kept.review.status, 'warning_under_review')
    assert.containSubset(kept.closed, { status: 'warning_closed', balance_transactions: [] })
    assert.isTrue(kept.isDisputed)
    assert.isFalse(cleared.isDisputed)
  })
})
