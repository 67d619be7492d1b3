/*
|--------------------------------------------------------------------------
| View globals
|--------------------------------------------------------------------------
|
| The globals of every template, and the cache of the component list.
|
*/

import app from '@adonisjs/core/services/app'
import i18nManager from '@adonisjs/i18n/services/main'
import edge, { edgeGlobals } from 'edge.js'
import storeConfig from '#config/store'
import { coverImage } from '#covers/cover_files'
import { drawCover } from '#covers/cover_art'
import { fontPreload } from '#storefront/font_preload'
import { describedBy, htmlAttributes, jsonDataBlock } from '#shared/html'
import { readableEmail } from '#shared/email_address'
import { formatFileSize } from '#shared/file_size'
import { rememberedMarkdown } from '#shared/markdown'
import { formatMoney } from '#shared/money'
import {
  againLabel,
  buyLabel,
  offerLabel,
  priceHint,
  priceLabel,
} from '#catalogue/prices/price_label'
import { isoTime, printTime } from '#shared/print_time'
import { themeUrl } from '#storefront/theme'

const { safe } = edgeGlobals.html

edge.global('store', { name: storeConfig.name, contactAddress: storeConfig.contactAddress })
edge.global('themeUrl', themeUrl)
edge.global('fontUrl', fontPreload(await app.container.make('vite')))
edge.global('money', formatMoney)
edge.global('fileSize', formatFileSize)
edge.global('priceLabel', priceLabel)
edge.global('offerLabel', offerLabel)
edge.global('priceHint', priceHint)
edge.global('buyLabel', buyLabel)
edge.global('againLabel', againLabel)
edge.global('coverImage', coverImage)
edge.global('drawCover', drawCover)
edge.global('readableEmail', readableEmail)
edge.global('isoTime', isoTime)
edge.global('printTime', printTime)
edge.global('describedBy', describedBy)
edge.global('attributes', (...values: Parameters<typeof htmlAttributes>) =>
  safe(htmlAttributes(...values))
)
edge.global('markdown', (text: string) => safe(rememberedMarkdown(text)))
edge.global('dataBlock', (value: unknown) => safe(jsonDataBlock(value)))

/** The language of a reader's texts. Amounts and dates are printed for more locales than these. */
edge.global(
  'textLanguage',
  (locale: string) => i18nManager.getSupportedLocaleFor(locale) ?? i18nManager.defaultLocale
)

/**
 * Edge searches the file system for components before each page, even in production. This takes 120
 * to 200 µs per page, and more with every component.
 */
if (app.inProduction) {
  const listComponents = edge.loader.listComponents.bind(edge.loader)
  let list: ReturnType<typeof listComponents> | undefined
  edge.loader.listComponents = () => (list ??= listComponents())
}
