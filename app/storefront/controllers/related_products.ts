import { catalogueMemo } from '#storefront/page_cache/catalogue_memo'
import ListOwned from '#access/list_owned'
import ListRelated from '#storefront/list_related'
import type { StorefrontProduct } from '#storefront/storefront_cards'

/**
 * What a reader may also like beside a product: what the seller relates to it, on sale, and not
 * theirs already. At most three queries.
 * @param userId undefined for somebody who is not signed in
 */
export async function relatedProducts(
  configurationId: number,
  userId: number | undefined
): Promise<StorefrontProduct[]> {
  const related = await catalogueMemo.remember(`related ${configurationId}`, () =>
    new ListRelated().handle(configurationId)
  )
  if (userId === undefined) {
    return related
  }
  const owned = await new ListOwned().handle({
    userId,
    configurationIds: related.map((product) => product.configurationId),
  })
  return related.filter((product) => !owned.has(product.configurationId))
}
