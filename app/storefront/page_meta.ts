import type { I18n } from '@adonisjs/i18n'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { appUrl } from '#config/app'
import storeConfig from '#config/store'
import { coverImage } from '#covers/cover_files'
import { toMajor } from '#shared/money'
import { isHidden } from '#catalogue/product_standing'
import type { SellablePrice } from '#catalogue/prices/sellable_prices'
import type { StoreProduct } from '#catalogue/find_store_product'

/** The metadata of a page for search engines and link previews; props of the store's layout. */
export interface PageMeta {
  title: string
  description?: string
  canonical?: string
  robots?: string
  image?: string
  type?: string
  jsonLd?: object
}

/** How many characters of a description search engines show. */
const DESCRIPTION_LENGTH = 160

/**
 * The metadata of the home page. Search results are not indexed.
 */
export function storeHomeMeta(search: string, page: number, i18n: I18n): PageMeta {
  if (search !== '') {
    return { title: i18n.t('store.home.found_title', { search }), robots: 'noindex' }
  }
  const address = appUrl + urlFor('store.home')
  return {
    title: storeConfig.name,
    description: i18n.t('store.home.description', { store: storeConfig.name }),
    canonical: page > 1 ? `${address}?page=${page}` : address,
    jsonLd: {
      '@context': 'https://schema.org',
      '@type': 'WebSite',
      'name': storeConfig.name,
      'url': address,
    },
  }
}

/**
 * The metadata of a product's page.
 */
export function productMeta(product: StoreProduct): PageMeta {
  const canonical = productAddress(product.slug)
  const description = shorten(product.overview)
  const cover = coverImage(product.coverKey)
  const image = cover ? appUrl + cover.src : undefined
  return {
    title: product.name,
    description: description || undefined,
    canonical,
    robots: product.standing === 'on_sale' ? undefined : 'noindex',
    image,
    type: 'product',
    jsonLd: isHidden(product.standing)
      ? undefined
      : productData(product, { canonical, description, image }),
  }
}

/**
 * The absolute URL of a product's page.
 */
export function productAddress(productSlug: string): string {
  return appUrl + urlFor('store.products.show', { productSlug })
}

/** Source: https://schema.org/Product */
function productData(
  product: StoreProduct,
  { canonical, description, image }: { canonical: string; description: string; image?: string }
) {
  const offers = product.prices.flatMap((price) => offer(price, canonical))
  return {
    '@context': 'https://schema.org',
    '@type': 'Product',
    'name': product.name,
    'url': canonical,
    'sku': product.slug,
    ...(description && { description }),
    ...(image && { image }),
    ...(offers.length > 0 && { offers }),
  }
}

/** Empty for a price that the buyer names: an offer needs an amount. */
function offer({ currency, interval, intervalCount, unitAmount }: SellablePrice, url: string) {
  if (unitAmount === null) {
    return []
  }
  const price = toMajor(unitAmount, currency)
  const priceCurrency = currency.toUpperCase()
  return [
    {
      '@type': 'Offer',
      price,
      priceCurrency,
      'availability': 'https://schema.org/InStock',
      url,
      ...(interval && {
        priceSpecification: {
          '@type': 'UnitPriceSpecification',
          price,
          priceCurrency,
          'referenceQuantity': {
            '@type': 'QuantitativeValue',
            'value': intervalCount ?? 1,
            'unitCode': UNIT_CODES[interval],
          },
        },
      }),
    },
  ]
}

/** UN/CEFACT codes, as schema.org requires. Source: https://schema.org/unitCode */
const UNIT_CODES: Record<string, string> = { day: 'DAY', week: 'WEE', month: 'MON', year: 'ANN' }

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  if (line.length <= DESCRIPTION_LENGTH) {
    return line
  }
  const cut = line.slice(0, DESCRIPTION_LENGTH)
  return `${cut.slice(0, cut.lastIndexOf(' ') > 0 ? cut.lastIndexOf(' ') : undefined)}\u2026`
}
