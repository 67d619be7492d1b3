import { catalogueMemo } from '#storefront/page_cache/catalogue_memo'
import ListOwned from '#access/list_owned'
import ListRelated from '#storefront/list_related'
import type { StorefrontProduct } from '#storefront/storefront_cards'

/**
 * The related products that are on sale and that the visitor does not own. At most three queries.
 * @param userId undefined for a visitor who is not signed in
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
