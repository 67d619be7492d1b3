import app from '@adonisjs/core/services/app'
import stripeConfig from '#config/stripe'
import {
  listProductsOfAccount,
  otherAccountText,
  readStripeAccount,
  recordOtherAccount,
} from '#settings/stripe_account'
import { PaymentGateway } from '#stripe/payment_gateway'
import { StripeGateway } from '#stripe/stripe_gateway'
import { secondKeyOf } from '#stripe_emulator/emulator'
import { stripeWithKey } from '#tests/helpers/stripe/stripe'

const KEY = secondKeyOf(stripeConfig.secretKey)

/** Stripe's own package with the key of the second account. */
export const secondAccount = stripeWithKey(KEY)

/**
 * Runs the store as if it had been started with a key.
 * @param secretKey by default the second account's
 * @returns how to restore the first key
 */
export function startWithKey(secretKey = KEY): () => void {
  const gateway = new StripeGateway({
    ...stripeConfig,
    secretKey,
    database: {
      find: readStripeAccount,
      listProducts: listProductsOfAccount,
      report: recordOtherAccount,
      describe: otherAccountText,
    },
  })
  app.container.swap(PaymentGateway, () => gateway)
  return () => app.container.restore(PaymentGateway)
}
