import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { accountBuyer, addressBuyer, type Buyer } from '#buyers/buyer'
import { lockAddress } from '#buyers/address_lock'
import { canonicalEmail } from '#shared/email_address'

/**
 * Who owns what is given to an address: the account that has confirmed it, else the address itself.
 * Anybody can sign up with an address of others, so an account that has not confirmed it owns nothing.
 * Call it first in the transaction that writes the purchase: until that ends, nobody confirms the
 * address.
 */
export default class FindOwner {
  async handle(email: string, trx: TransactionClientContract): Promise<Buyer> {
    const address = canonicalEmail(email)
    await lockAddress(address, trx)
    const account = await trx
      .from('users')
      .where('email', address)
      .whereNotNull('email_verified_at')
      .select('id')
      .first()
    return account ? accountBuyer(account) : addressBuyer(address)
  }
}
