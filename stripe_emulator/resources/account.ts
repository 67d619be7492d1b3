import { endpoint } from '#stripe_emulator/api/endpoint'
import type { StripeObject } from '#stripe_emulator/objects'

/** The account that owns all objects. */
export const accountEndpoints = [
  endpoint({
    method: 'GET',
    path: '/v1/account',
    params: {},
    handle: (world) => ({
      ...account,
      id: world.accountId,
      charges_enabled: world.settings.chargesEnabled,
    }),
  }),
]

const account: Omit<StripeObject, 'id'> & { object: string } = {
  object: 'account',
  business_profile: { name: 'Local Stripe', support_email: null, url: null },
  business_type: 'individual',
  charges_enabled: true,
  country: 'US',
  created: 1_700_000_000,
  default_currency: 'usd',
  details_submitted: true,
  email: 'owner@example.com',
  metadata: {},
  payouts_enabled: true,
  settings: { dashboard: { display_name: 'Local Stripe', timezone: 'Etc/UTC' } },
  type: 'standard',
}
