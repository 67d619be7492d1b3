import app from '@adonisjs/core/services/app'
import ReplayEvent, { type ReplayEventOutcome } from '#webhooks/replay_event'
import type { Notice, RecordAction } from '#records/declarations/resource'
import type StripeEvent from '#models/stripe_event'

/** Handles a stored event again. */
export const replayEvent: RecordAction<StripeEvent> = {
  key: 'replay',
  label: 'Replay',
  permission: 'events.replay',
  run: async (id, actor) => {
    const action = await app.container.make(ReplayEvent)
    return noticeOf(await action.handle({ eventId: id, actor }))
  },
}

function noticeOf(outcome: ReplayEventOutcome): Notice | null {
  switch (outcome.type) {
    case 'replayed':
      return replayedNotice(outcome.event)
    case 'other_mode':
      return {
        kind: 'error',
        text: 'This event is of the other mode, test or live, than this store.',
      }
    default:
      return null
  }
}

function replayedNotice({ handledAt, ignoredAt, error }: StripeEvent): Notice {
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
