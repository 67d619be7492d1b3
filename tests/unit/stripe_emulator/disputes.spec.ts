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
})
