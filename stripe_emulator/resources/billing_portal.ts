import { endpoint, findOrFail } from '#stripe_emulator/api/endpoint'
import { newId, randomText } from '#stripe_emulator/ids'
import { required, text } from '#stripe_emulator/params/rules'
import { ownAddress } from '#stripe_emulator/presentation'

/** Sessions of the billing portal, in which customers manage their subscriptions. */
export const billingPortalEndpoints = [
  endpoint({
    method: 'POST',
    path: '/v1/billing_portal/sessions',
    params: { customer: required(text()), locale: text(), return_url: text() },
    handle(world, { customer, locale, return_url: returnUrl }) {
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
]
