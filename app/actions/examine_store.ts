import { inject } from '@adonisjs/core'
import type { Finding } from '#actions/doctor/examination'
import { checkNode } from '#actions/doctor/check_node'
import StoreChecks from '#actions/doctor/store_checks'
import StripeChecks from '#actions/doctor/stripe_checks'
import { absoluteUrl } from '#app/absolute_url'

/**
 * Tries everything that selling hangs on, and says of what is not right how to mend it. It leaves
 * nothing behind.
 */
@inject()
export default class ExamineStore {
  constructor(
    private stripeChecks: StripeChecks,
    private storeChecks: StoreChecks
  ) {}

  async handle(): Promise<Finding[]> {
    const webhookUrl = absoluteUrl('webhooks.stripe')
    return [
      checkNode(),
      ...(await this.stripeChecks.handle(webhookUrl)),
      ...(await this.storeChecks.handle()),
    ]
  }
}
