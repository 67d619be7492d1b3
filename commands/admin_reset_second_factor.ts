import { args, BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

/**
 * Lets somebody in with their password alone who lost their phone and their recovery codes, and has no
 * colleague who could do it in the panel.
 */
export default class AdminResetSecondFactor extends BaseCommand {
  static commandName = 'admin:reset-second-factor'
  static description = 'Let somebody in again who lost their second factor'
  static options: CommandOptions = { startApp: true }

  @args.string({ description: 'Address that they sign in with' })
  declare email: string

  async run() {
    const { default: DisableSecondFactor } =
      await import('#accounts/second_factor/disable_second_factor')
    const { COMMAND_LINE } = await import('#authority/actor')
    const { default: User } = await import('#models/user')

    const user = await User.findBy('email', this.email.trim().toLowerCase())
    if (user === null) {
      this.exitCode = 1
      this.logger.error(`Nobody has an account with the address ${this.email}.`)
      return
    }
    const isReset = await new DisableSecondFactor().handle({ user, actor: COMMAND_LINE })
    if (isReset) {
      this.logger.success(
        `The password of ${user.email} alone lets them in; they were told by mail.`
      )
    } else {
      this.logger.info(`${user.email} has no second factor; nothing was changed.`)
    }
  }
}
