import {
  PaymentGatewayError,
  type AccountFacts,
  type AccountOfDatabase,
  type Patience,
} from '#stripe/payment_gateway'

/**
 * Refuses every call to Stripe with a key of another account than the one that the database belongs
 * to: its products would replace the store's, and none of the store's payments would be found.
 */
export class AccountGuard {
  readonly #database: AccountOfDatabase
  readonly #retrieve: (patience: Patience) => Promise<AccountFacts>
  #own: Promise<string | null> | undefined
  #isReported = false

  /** @param retrieve reads the key's account from Stripe */
  constructor(
    database: AccountOfDatabase,
    retrieve: (patience: Patience) => Promise<AccountFacts>
  ) {
    this.#database = database
    this.#retrieve = retrieve
  }

  /**
   * Asks Stripe once per process, because a key never changes its account.
   * @throws {PaymentGatewayError} `other_account`, which is not final: with the right key the same
   *   call can be made
   */
  async check(patience: Patience): Promise<void> {
    const bound = await this.#database.find()
    if (bound === null) {
      return
    }
    const own = await this.#ownAccount(patience)
    const isOther = own !== null && own !== bound
    if (!this.#isReported) {
      this.#isReported = true
      await this.#database.report(isOther ? own : null)
    }
    if (isOther) {
      throw new PaymentGatewayError('other_account', this.#database.describe(own, bound))
    }
  }

  /** Saves the call where the account was read for another reason. */
  remember(accountId: string) {
    this.#own = Promise.resolve(accountId)
  }

  #ownAccount(patience: Patience): Promise<string | null> {
    this.#own ??= this.#read(patience).catch((error: unknown) => {
      this.#own = undefined
      throw error
    })
    return this.#own
  }

  /** Null for a restricted key that may not read its account: every other call tells what it may. */
  async #read(patience: Patience): Promise<string | null> {
    try {
      return (await this.#retrieve(patience)).id
    } catch (error) {
      if (error instanceof PaymentGatewayError && saysNoAccount(error)) {
        return null
      }
      throw error
    }
  }
}

/** Whether the key may not tell its account, which says nothing about whose it is. */
export function saysNoAccount({ reason }: PaymentGatewayError): boolean {
  return reason === 'missing_right' || reason === 'refused_key'
}
