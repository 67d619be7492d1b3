import { urlFor } from '@adonisjs/core/services/url_builder'
import router from '@adonisjs/core/services/router'
import { appUrl } from '#config/app'

/**
 * The address of a page of this store for use outside of it. Works in commands too, where nobody
 * has committed the routes yet.
 */
export function absoluteUrl(...route: Parameters<typeof urlFor>): string {
  if (!router.commited) {
    router.commit()
  }
  return appUrl + urlFor(...route)
}
