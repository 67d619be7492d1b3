import { urlFor } from '@adonisjs/core/services/url_builder'
import router from '@adonisjs/core/services/router'
import { appUrl } from '#config/app'

/**
 * The absolute URL of a route, for use outside the store. Also works in commands, where the routes
 * are not committed yet.
 */
export function absoluteUrl(...route: Parameters<typeof urlFor>): string {
  if (!router.commited) {
    router.commit()
  }
  return appUrl + urlFor(...route)
}
