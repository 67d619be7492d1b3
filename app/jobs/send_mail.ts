import app from '@adonisjs/core/services/app'
import { Job } from '@adonisjs/queue'
import SendMail from '#actions/send_mail'

/**
 * Wakes the sender for one mail of the outbox.
 */
export default class SendMailJob extends Job<{ mailId: number }> {
  async execute() {
    const sendMail = await app.container.make(SendMail)
    await sendMail.handle(this.payload.mailId)
  }
}
