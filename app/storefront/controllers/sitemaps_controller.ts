import type { HttpContext } from '@adonisjs/core/http'
import { appUrl } from '#config/app'
import { escapeHtml } from '#shared/html'
import { productAddress } from '#storefront/page_meta'
import ListSitemap from '#storefront/list_sitemap'

/** Paths that show personal pages. */
const PRIVATE_PATHS = ['/admin', '/account', '/purchases', '/checkout', '/login', '/signup']

/**
 * `sitemap.xml` and `robots.txt`.
 */
export default class SitemapsController {
  async show({ response }: HttpContext) {
    const entries = await new ListSitemap().handle()
    const urls = entries.map(
      ({ slug, changedAt }) =>
        `<url><loc>${escapeHtml(productAddress(slug))}</loc><lastmod>${changedAt.toISODate()}</lastmod></url>`
    )
    response.type('application/xml')
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
      `<url><loc>${escapeHtml(appUrl)}/</loc></url>`,
      ...urls,
      '</urlset>\n',
    ].join('\n')
  }

  robots({ response }: HttpContext) {
    response.type('text/plain')
    return [
      'User-agent: *',
      ...PRIVATE_PATHS.map((path) => `Disallow: ${path}`),
      `Sitemap: ${appUrl}/sitemap.xml\n`,
    ].join('\n')
  }
}
