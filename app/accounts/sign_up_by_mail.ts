import MailAccountExists from '#accounts/mail_account_exists'
import RegisterCustomer, {
  isJustRegistered,
  type RegisterCustomerInput,
} from '#accounts/register_customer'
import User from '#models/user'

/**
 * Signs up without revealing whether the address has an account: its owner gets a mail in either
 * case, one mail for a form that was sent twice. A new account can be used once the link in the mail
 * has confirmed the address.
 */
export default class SignUpByMail {
  async handle(input: RegisterCustomerInput): Promise<void> {
    const outcome = await new RegisterCustomer().handle(input)
    const owner = await User.findBy('email', input.email)
    const isSecondClick = owner !== null && awaitsConfirmation(owner) && isJustRegistered(owner)
    if (outcome.type === 'taken' && !isSecondClick) {
      await new MailAccountExists().handle(input)
    }
  }
}

/**
 * Whether a user signed up by mail and has not confirmed the address yet. Their password opens
 * nothing: it would reveal that the account is new.
 */
export function awaitsConfirmation(user: User): boolean {
  return user.role === null && user.emailVerifiedAt === null && user.lastSignedInAt === null
}
