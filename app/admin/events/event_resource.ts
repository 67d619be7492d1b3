import { isSecret, MASK } from '#authority/audit_secrets'
import { runActionOnEach } from '#records/bulk/ready_made_actions'
import { code, fact, number, pill, text, time } from '#records/declarations/cells'
import { defineResource } from '#records/declarations/define_resource'
import { eventList, eventState } from '#admin/events/event_list'
import { replayEvent } from '#admin/events/replay_event_action'
import { stripeUrl } from '#admin/stripe_mode'
import StripeEvent from '#models/stripe_event'

/** Stored Stripe events and their results. Read only, but for replaying. */
export const eventResource = defineResource({
  key: 'events',
  title: 'Stripe events',
  area: 'Store',
  noun: { one: 'event', many: 'events' },
  permissions: { view: 'events.view' },
  subject: 'stripe_event',
  list: eventList,
  page: {
    find: (id) => StripeEvent.find(id),
    title: (event) => event.type,
    problem: (event) => event.error,
    facts: eventFacts,
    texts: (event) => [{ title: 'Payload', text: JSON.stringify(event.payload, maskSecret, 2) }],
    actions: [replayEvent],
  },
  bulk: [
    runActionOnEach(
      replayEvent,
      (events) =>
        `Does the work of ${events} again. It looks at Stripe afresh, so it harms nothing.`
    ),
  ],
})

/** Hides what lets its holder act, such as a payment's `client_secret`; for `JSON.stringify`. */
function maskSecret(name: string, value: unknown): unknown {
  return isSecret(name) && value !== null ? MASK : value
}

function eventFacts(event: StripeEvent) {
  const state = eventState({
    handled_at: event.handledAt,
    ignored_at: event.ignoredAt,
    error: event.error,
  })
  return [
    fact('Event', code(event.stripeId, stripeUrl(event.stripeId))),
    fact('State', pill(state.text, state.tone)),
    fact('About', code(event.objectId, stripeUrl(event.objectId))),
    fact('Mode', text(event.livemode ? 'Live' : 'Test')),
    fact('API version', text(event.apiVersion)),
    fact('Received', time(event.receivedAt)),
    fact('Handled', time(event.handledAt)),
    fact('Ignored', time(event.ignoredAt)),
    fact('Attempts', number(event.attempts)),
    fact('Next attempt', time(event.nextAttemptAt)),
  ]
}
