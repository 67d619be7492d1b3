import { catalogueMemo } from '#storefront/page_cache/catalogue_memo'
import type { Buyer } from '#buyers/buyer'
import ListOwned from '#access/list_owned'
import ListRelated from '#storefront/list_related'
import type { StorefrontProduct } from '#storefront/storefront_cards'

/**
 * The related products that are on sale and that the visitor does not own. At most three queries.
 * @param buyer null for a visitor who is none
 */
export async function relatedProducts(
  configurationId: number,
  buyer: Buyer | null
): Promise<StorefrontProduct[]> {
  const related = await catalogueMemo.remember(`related ${configurationId}`, () =>
    new ListRelated().handle(configurationId)
  )
  if (buyer === null) {
    return related
  }
  const owned = await new ListOwned().handle({
    buyer,
    configurationIds: related.map((product) => product.configurationId),
  })
  return related.filter((product) => !owned.has(product.configurationId))
}
