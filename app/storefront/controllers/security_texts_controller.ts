import type { HttpContext } from '@adonisjs/core/http'
import { DateTime } from 'luxon'
import { appUrl } from '#config/app'
import storeConfig from '#config/store'

/** Months until the text expires; the standard recommends less than a year. */
const MONTHS = 6

/**
 * `/.well-known/security.txt`: where to report a vulnerability.
 * Source: RFC 9116
 */
export default class SecurityTextsController {
  show({ request, response }: HttpContext) {
    const expires = DateTime.utc().startOf('day').plus({ months: MONTHS })
    response.type('text/plain')
    return [
      `Contact: mailto:${storeConfig.contactAddress}`,
      `Expires: ${expires.toISO({ suppressMilliseconds: true })}`,
      'Preferred-Languages: en',
      `Canonical: ${appUrl}${request.url()}\n`,
    ].join('\n')
  }
}
