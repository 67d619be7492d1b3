import { allowGuest, AuthorizationResponse, BasePolicy } from '@adonisjs/bouncer'
import type ProductConfiguration from '#models/product_configuration'
import type User from '#models/user'
import { accountBuyer } from '#buyers/buyer'
import FindAccess, { type FindAccessInput } from '#access/find_access'

/**
 * Policies of a product configuration.
 */
export default class ProductConfigurationPolicy extends BasePolicy {
  /**
   * Whether the product may be opened now, at this price if one is given; the message of a refusal is its reason code.
   *
   * @example
   * @can('ProductConfigurationPolicy.access', configuration)
   * @can('ProductConfigurationPolicy.access', configuration, 'Whole team')
   */
  @allowGuest()
  async access(
    user: User | null,
    configuration: Pick<ProductConfiguration, 'id'>,
    price?: FindAccessInput['price']
  ) {
    const { allowed, code } = await new FindAccess().handle({
      buyer: user === null ? null : accountBuyer(user),
      product: { id: configuration.id },
      price,
    })
    return allowed
      ? AuthorizationResponse.allow()
      : AuthorizationResponse.deny(code, code === 'signed_out' ? 401 : 403)
  }
}
