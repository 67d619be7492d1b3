import { DateTime } from 'luxon'
import hash from '@adonisjs/core/services/hash'
import db from '@adonisjs/lucid/services/db'
import MailAccountLink from '#accounts/account_tokens/mail_account_link'
import User from '#models/user'

export interface RegisterCustomerInput {
  email: string
  password: string
  fullName: string | null
  locale: string
}

/** `taken`: the address has an account already. */
export type RegisterCustomerOutcome = { type: 'registered'; user: User } | { type: 'taken' }

/**
 * Creates a customer's account and mails the link that confirms its address. The account can buy
 * before that.
 */
export default class RegisterCustomer {
  async handle(input: RegisterCustomerInput): Promise<RegisterCustomerOutcome> {
    /** First, so that it takes as long for an address that has an account. */
    const hashed = await hash.make(input.password)
    if (await User.findBy('email', input.email)) {
      return { type: 'taken' }
    }
    try {
      return { type: 'registered', user: await this.#create(input, hashed) }
    } catch (error) {
      if (await User.findBy('email', input.email)) {
        return { type: 'taken' }
      }
      throw error
    }
  }

  async #create(input: RegisterCustomerInput, hashed: string): Promise<User> {
    return db.transaction(async (trx) => {
      const { email, fullName, locale } = input
      const user = await User.create({ email, fullName, locale }, { client: trx })
      /** The model would hash again, slowly and inside the transaction. */
      await trx.from('users').where('id', user.id).update({ password: hashed })
      await new MailAccountLink().handle({ user, purpose: 'confirm_email', email, locale }, trx)
      return user
    })
  }
}

/** Seconds between two clicks on the same button, at most. */
const SECOND_CLICK = 60

/** Whether an account is so new that the same form, sent twice, may have made it. */
export function isJustRegistered({ role, createdAt }: User): boolean {
  return role === null && createdAt > DateTime.utc().minus({ seconds: SECOND_CLICK })
}
