import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import ReplayEvent, { type ReplayEventOutcome } from '#actions/replay_event'
import { code, fact, number, pill, text, time } from '#admin/cells'
import { eventList, eventState } from '#admin/resources/event_list'
import { stripeUrl } from '#admin/stripe_mode'
import { showList } from '#controllers/admin/list_page'
import { notFound } from '#controllers/admin/not_found'
import StripeEvent from '#models/stripe_event'

/**
 * What Stripe has told, and what became of it.
 */
export default class EventsController {
  async index(ctx: HttpContext) {
    return showList(ctx, eventList)
  }

  async show(ctx: HttpContext) {
    const event = await StripeEvent.find(ctx.params.id)
    if (event === null) {
      throw notFound(ctx)
    }
    return ctx.view.render('pages/admin/events/show', {
      event,
      facts: eventFacts(event),
      payload: JSON.stringify(event.payload, null, 2),
    })
  }

  /** Does the event's work again. */
  @inject()
  async replay(ctx: HttpContext, replayEvent: ReplayEvent) {
    const { params, response, session, staff } = ctx
    const outcome = await replayEvent.handle({ eventId: Number(params.id), actor: staff })
    if (outcome.type === 'not_found' || outcome.type === 'forbidden') {
      throw notFound(ctx)
    }
    session.flash('notice', noticeOf(outcome))
    return response
      .redirect()
      .status(303)
      .toPath(urlFor('admin.events.show', { id: params.id }))
  }
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

function noticeOf(outcome: ReplayEventOutcome) {
  if (outcome.type !== 'replayed') {
    return {
      kind: 'error',
      text: 'This event is of the other mode, test or live, than this store.',
    }
  }
  const { handledAt, ignoredAt, error } = outcome.event
  if (handledAt || ignoredAt) {
    return {
      kind: 'success',
      text: handledAt ? 'Replayed: it is handled.' : 'Replayed: there is nothing to do about it.',
    }
  }
  return error
    ? { kind: 'error', text: 'It failed again; the error is below.' }
    : { kind: 'info', text: 'It is being worked on. Look again in a moment.' }
}
