import { args, BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

/**
 * Turns off somebody's second factor. For those who lost their phone and recovery codes, and have no
 * colleague who can turn it off in the panel.
 */
export default class AdminResetSecondFactor extends BaseCommand {
  static commandName = 'admin:reset-second-factor'
  static description = 'Turn off the second factor of somebody who lost it'
  static options: CommandOptions = { startApp: true }

  @args.string({ description: 'E-mail address that they sign in with' })
  declare email: string

  async run() {
    const { default: DisableSecondFactor } =
      await import('#accounts/second_factor/disable_second_factor')
    const { COMMAND_LINE } = await import('#authority/actor')
    const { mustHaveSecondFactor } = await import('#authority/required_second_factor')
    const { default: User } = await import('#models/user')
    const { canonicalEmail } = await import('#shared/email_address')

    const user = await User.findBy('email', canonicalEmail(this.email))
    if (user === null) {
      this.exitCode = 1
      this.logger.error(`There is no account with the e-mail address ${this.email}.`)
      return
    }
    const isReset = await new DisableSecondFactor().handle({ user, actor: COMMAND_LINE })
    if (isReset) {
      const next = mustHaveSecondFactor(user)
        ? 'sign in with the password, and then set up a new one'
        : 'sign in with the password alone'
      this.logger.success(`${user.email} can ${next}. They were notified by e-mail.`)
    } else {
      this.logger.info(`${user.email} has no second factor; nothing was changed.`)
    }
  }
}
