import { text } from 'node:stream/consumers'
import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { FormErrors } from '#http/forms/check_form'

/**
 * Creates an owner account, which may do everything in the admin panel. Kiosk has no default account.
 */
export default class AdminCreate extends BaseCommand {
  static commandName = 'admin:create'
  static description = 'Create an owner account for the admin panel'
  static help = [
    'Asks for missing values:',
    '{{ binaryName }} admin:create',
    'Without prompts, with the password on standard input:',
    'printf %s "$PASSWORD" | {{ binaryName }} admin:create --email=you@example.com --name=You --password-stdin',
  ]
  static options: CommandOptions = { startApp: true }

  @flags.string({ description: 'E-mail address to sign in with' })
  declare email?: string

  @flags.string({ description: 'Name to show in the panel' })
  declare name?: string

  @flags.boolean({ description: 'Read the password from standard input' })
  declare passwordStdin: boolean

  async run() {
    const { default: CheckConfiguration } = await import('#operations/check_configuration')
    const { ConfigurationError } = await import('#framework/configuration_error')
    try {
      await new CheckConfiguration().handleForStripeCommands()
      await this.#make()
    } catch (error) {
      if (!(error instanceof ConfigurationError)) {
        throw error
      }
      this.#refuse(error.message)
    }
  }

  async #make() {
    const { default: User } = await import('#models/user')
    const { canonicalEmail } = await import('#shared/email_address')
    const email = canonicalEmail((await this.#ask('email', 'E-mail address')) ?? '')
    if (!email) {
      return this.#refuse('Give an e-mail address with --email=you@example.com.')
    }
    const known = await User.findBy('email', email)
    if (known?.role === 'owner' && known.disabledAt === null) {
      this.logger.info(`${email} is already an owner; nothing was changed.`)
      return
    }
    const fullName = (await this.#ask('name', 'Name')) ?? ''
    const password = await this.#password()
    if (password === null) {
      return this.#refuse('Give the password on standard input, with --password-stdin.')
    }
    await this.#create({ full_name: fullName, email, password, password_confirmation: password })
  }

  async #create(fields: Record<string, string>) {
    const { default: CreateOwner } = await import('#accounts/create_owner')
    const { checkForm } = await import('#http/forms/check_form')
    const { signUpValidator } = await import('#accounts/account_validators')
    const { default: i18nManager } = await import('@adonisjs/i18n/services/main')

    const form = await checkForm(
      signUpValidator,
      fields,
      i18nManager.locale(i18nManager.defaultLocale)
    )
    if (!form.ok) {
      return this.#refuse(sentences(form.errors))
    }
    const { email, password, full_name: fullName } = form.data
    const { before } = await new CreateOwner().handle({
      email,
      password,
      fullName: fullName || null,
    })
    this.logger.success(
      before === 'nothing'
        ? `${email} is now an owner and can sign in.`
        : `The account of ${email} is now an owner. It has the new password and is signed out everywhere.`
    )
  }

  /** The value of the flag, else the answer to a prompt if there is a terminal. */
  async #ask(flag: 'email' | 'name', question: string): Promise<string | undefined> {
    const given = this[flag]
    return given !== undefined || !this.#isTerminal ? given : this.prompt.ask(question)
  }

  async #password(): Promise<string | null> {
    if (this.passwordStdin) {
      return (await text(process.stdin)).replace(/\r?\n$/, '')
    }
    return this.#isTerminal ? this.prompt.secure('Password, at least 12 characters') : null
  }

  get #isTerminal() {
    return Boolean(process.stdin.isTTY) && !this.passwordStdin
  }

  #refuse(sentence: string) {
    this.exitCode = 1
    this.logger.error(sentence)
  }
}

function sentences(errors: FormErrors): string {
  return Object.values(errors).join(' ')
}
