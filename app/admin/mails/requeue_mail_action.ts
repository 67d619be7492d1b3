import RequeueMail, { type RequeueMailOutcome } from '#mail/requeue_mail'
import type { Notice, RecordAction } from '#records/declarations/resource'
import type Mail from '#models/mail'

/** Sends a failed mail again. */
export const requeueMail: RecordAction<Mail> = {
  key: 'requeue',
  label: 'Send again',
  permission: 'mails.resend',
  isOffered: ({ status }) => status === 'failed',
  run: async (id, actor) => noticeOf(await new RequeueMail().handle({ mailId: id, actor })),
}

function noticeOf({ type }: RequeueMailOutcome): Notice | null {
  switch (type) {
    case 'requeued':
      return { kind: 'success', text: 'It is queued again and goes out in a moment.' }
    case 'not_failed':
      return { kind: 'info', text: 'It has not failed: it is on its way, or sent.' }
    default:
      return null
  }
}
