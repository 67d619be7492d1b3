import { HIDDEN_ACCOUNT } from '#settings/stripe_account'
import {
  PaymentGatewayError,
  type AccountFacts,
  type AccountOfDatabase,
  type Patience,
} from '#stripe/payment_gateway'

/** How the guard asks Stripe; neither call is checked by it. */
export interface AccountQuestions {
  /** Reads the key's account. */
  retrieve: (patience: Patience) => Promise<AccountFacts>
  /** Whether the key's account has this product. */
  hasProduct: (id: string, patience: Patience) => Promise<boolean>
}

/**
 * Refuses every call to Stripe with a key of another account than the one that the database belongs
 * to: its products would replace the store's, and none of the store's payments would be found.
 */
export class AccountGuard {
  readonly #database: AccountOfDatabase
  readonly #questions: AccountQuestions
  /** The key's account: its id, `HIDDEN_ACCOUNT` for another one, or null where nothing can be told. */
  #own: Promise<string | null> | undefined
  #isReported = false

  constructor(database: AccountOfDatabase, questions: AccountQuestions) {
    this.#database = database
    this.#questions = questions
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

  async #read(patience: Patience): Promise<string | null> {
    try {
      return (await this.#questions.retrieve(patience)).id
    } catch (error) {
      if (error instanceof PaymentGatewayError && saysNoAccount(error)) {
        return (await this.#hasNoneOfTheProducts(patience)) ? HIDDEN_ACCOUNT : null
      }
      throw error
    }
  }

  /** Ids of products are Stripe's own, so that no other account has them. */
  async #hasNoneOfTheProducts(patience: Patience): Promise<boolean> {
    const ids = await this.#database.listProducts()
    for (const id of ids) {
      try {
        if (await this.#questions.hasProduct(id, patience)) {
          return false
        }
      } catch (error) {
        if (error instanceof PaymentGatewayError && saysNoAccount(error)) {
          return false
        }
        throw error
      }
    }
    return ids.length > 0
  }
}

/** Whether the key may not tell its account, which says nothing about whose it is. */
export function saysNoAccount({ reason }: PaymentGatewayError): boolean {
  return reason === 'missing_right' || reason === 'refused_key'
}
