import app from '@adonisjs/core/services/app'
import { Job } from '@adonisjs/queue'
import SendMail from '#mail/send_mail'

/**
 * Sends one mail of the outbox, and schedules itself again if the mail was postponed.
 */
export default class SendMailJob extends Job<{ mailId: number }> {
  async execute() {
    const { mailId } = this.payload
    const sendMail = await app.container.make(SendMail)
    const outcome = await sendMail.handle(mailId)
    if (outcome.type === 'postponed') {
      await SendMailJob.dispatch({ mailId }).in(
        Math.max(1, outcome.dueAgainAt.diffNow().milliseconds)
      )
    }
  }
}
