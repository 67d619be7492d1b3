import { inject } from '@adonisjs/core'
import type { Finding } from '#operations/doctor/findings'
import { checkNginx } from '#operations/doctor/check_nginx'
import { checkNode } from '#operations/doctor/check_node'
import { checkRefusals } from '#operations/doctor/check_refusals'
import { checkUser } from '#operations/doctor/user_checks'
import StoreChecks from '#operations/doctor/store_checks'
import StripeChecks from '#operations/doctor/stripe_checks'
import { absoluteUrl } from '#http/absolute_url'

/**
 * Tests everything that selling depends on, and says how to fix what is wrong. Leaves nothing behind.
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
      ...(await checkUser()),
      ...(await this.stripeChecks.handle(webhookUrl)),
      ...(await checkRefusals()),
      ...(await this.storeChecks.handle()),
      ...(await checkNginx()),
    ]
  }
}
