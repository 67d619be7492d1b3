import i18nManager from '@adonisjs/i18n/services/main'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type Purchase from '#models/purchase'
import User from '#models/user'
import { readableEmail } from '#shared/email_address'

/** What pages and mails say about the buyer of a purchase. */
export interface BuyerFacts {
  /** Null where the purchase belongs to an address. */
  account: User | null
  /** In its one spelling. */
  email: string
  /** The address for readers. */
  readableEmail: string
  /** The name with the address, or the address alone. */
  label: string
  /** The name, or the address where there is none. */
  name: string
  /** Whether an account has confirmed the address. */
  isConfirmed: boolean
}

/** To whom a mail about a purchase goes. */
export interface Recipient {
  recipient: string
  locale: string
  /** Null where the purchase belongs to an address. */
  userId: number | null
}

/** Reads the buyer of a purchase, in the transaction where one is given. */
export async function findBuyerFacts(
  { userId, buyerEmail }: Pick<Purchase, 'userId' | 'buyerEmail'>,
  trx?: TransactionClientContract
): Promise<BuyerFacts> {
  const account = userId === null ? null : await User.findOrFail(userId, { client: trx })
  const email = account?.email ?? buyerEmail!
  return {
    account,
    email,
    readableEmail: readableEmail(email),
    label: account?.label ?? readableEmail(email),
    name: account?.fullName ?? readableEmail(email),
    isConfirmed: (account?.emailVerifiedAt ?? null) !== null,
  }
}

/** To whom mails about a purchase go, in the transaction where one is given. */
export async function findRecipient(
  purchase: Pick<Purchase, 'userId' | 'buyerEmail'>,
  trx?: TransactionClientContract
): Promise<Recipient> {
  const { account, email } = await findBuyerFacts(purchase, trx)
  return {
    recipient: email,
    locale: account?.locale ?? i18nManager.defaultLocale,
    userId: account?.id ?? null,
  }
}
