import type { HttpContext } from '@adonisjs/core/http'
import storeConfig from '#config/store'
import { favicon, themeCss } from '#storefront/theme'

/**
 * The stylesheet with the accent colour, the icon and the web manifest. Public.
 */
export default class AppearancesController {
  stylesheet({ response }: HttpContext) {
    response.header('cache-control', 'public, max-age=31536000, immutable')
    response.header('content-type', 'text/css; charset=utf-8')
    return themeCss
  }

  favicon({ response }: HttpContext) {
    response.header('cache-control', 'public, max-age=86400')
    response.header('content-type', 'image/svg+xml')
    return favicon
  }

  manifest({ response }: HttpContext) {
    response.header('cache-control', 'public, max-age=86400')
    response.header('content-type', 'application/manifest+json')
    return JSON.stringify({
      name: storeConfig.name,
      short_name: storeConfig.name,
      start_url: '/',
      display: 'browser',
      icons: [{ src: '/favicon.svg', type: 'image/svg+xml', sizes: 'any' }],
    })
  }
}
