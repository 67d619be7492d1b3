import { endpoint, findOrFail, listEndpoint } from '#stripe_emulator/api/endpoint'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import { newId, randomText } from '#stripe_emulator/ids'
import { boolean, required, text } from '#stripe_emulator/params/rules'
import { ownAddress } from '#stripe_emulator/presentation'

/** Stripe's answer in test mode until the portal's settings were saved once. */
const NOT_SET_UP =
  'You can’t create a portal session in test mode until you save your customer portal settings in ' +
  'test mode at https://dashboard.stripe.com/test/settings/billing/portal.'

/** Sessions of the billing portal, in which customers manage their subscriptions. */
export const billingPortalEndpoints = [
  endpoint({
    method: 'POST',
    path: '/v1/billing_portal/sessions',
    params: { customer: required(text()), locale: text(), return_url: text() },
    handle(world, { customer, locale, return_url: returnUrl }) {
      if (!world.settings.isPortalSetUp) {
        throw invalidRequest(NOT_SET_UP)
      }
      const { id } = findOrFail(world.store.customers, 'customer', customer, 'customer')
      return world.store.portalSessions.add({
        id: newId('bps'),
        object: 'billing_portal.session',
        configuration: 'bpc_local',
        created: world.now(),
        customer: id,
        customer_account: null,
        flow: null,
        livemode: false,
        locale: locale ?? null,
        on_behalf_of: null,
        return_url: returnUrl ?? null,
        url: ownAddress(`/portal/${randomText(32)}`),
      })
    },
  }),
  listEndpoint({
    path: '/v1/billing_portal/configurations',
    noun: 'configuration',
    filters: { active: boolean(), is_default: boolean() },
    collection: (world) => world.portalConfigurations,
    select: () => undefined,
  }),
]
