import { allowGuest, AuthorizationResponse, BasePolicy } from '@adonisjs/bouncer'
import type ProductConfiguration from '#models/product_configuration'
import type User from '#models/user'
import FindAccess from '#access/find_access'

/**
 * What a user may do with a product that is for sale here.
 */
export default class ProductConfigurationPolicy extends BasePolicy {
  /**
   * Whether the product may be opened now; the message of a refusal is its reason code.
   *
   *     @can('ProductConfigurationPolicy.access', configuration)
   */
  @allowGuest()
  async access(user: User | null, configuration: Pick<ProductConfiguration, 'id'>) {
    const { allowed, code } = await new FindAccess().handle({
      userId: user?.id ?? null,
      product: { id: configuration.id },
    })
    return allowed
      ? AuthorizationResponse.allow()
      : AuthorizationResponse.deny(code, code === 'signed_out' ? 401 : 403)
  }
}
