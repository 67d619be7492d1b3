import { resolve } from 'node:path'
import env from '#start/env'
import { ConfigurationError } from '#framework/configuration_error'

/**
 * @throws {ConfigurationError} in production without DATA_DIR: a folder beside the code would be gone
 *   with the next checkout
 */
function dataDirectory(): string {
  const folder = env.get('DATA_DIR')
  if (!folder && env.get('NODE_ENV') === 'production') {
    throw new ConfigurationError(
      'DATA_DIR must be set in production, or the next checkout starts without your data; write DATA_DIR=/var/lib/kiosk.'
    )
  }
  return resolve(folder || `.data/${env.get('NODE_ENV')}`)
}

/**
 * The settings of this store.
 */
const storeConfig = {
  /** The name in page titles, mails and the header. */
  name: env.get('STORE_NAME', 'Kiosk'),

  /** The accent colour, as any CSS colour; hover, focus and tint are derived from it. */
  accent: env.get('STORE_ACCENT', 'oklch(55% 0.16 264)'),

  /** The e-mail address for buyers' questions. */
  contactAddress: env.get('MAIL_FROM', 'store@localhost'),

  /** The folder of the database file, uploads and caches. Never inside the build folder. */
  dataDirectory: dataDirectory(),

  /** Who must use a second factor to open the panel: `owners`, all staff (`required`) or nobody. */
  staffSecondFactor: env.get('STAFF_SECOND_FACTOR', 'owners'),

  /**
   * `immediate`: a new account is signed in at once, and the page says so where an address has one.
   * `by_mail`: only the owner of the address learns whether it has an account.
   */
  signUp: env.get('SIGN_UP', 'immediate'),

  /** Products on a page of the store home. */
  productsPerPage: 24,

  /**
   * Bytes of memory for cached pages of visitors without a session. None in development, where
   * templates change.
   */
  pageCacheBytes: env.get('DEV_MODE') ? 0 : 48 * 1024 * 1024,

  /**
   * Requests of one network in 5 seconds that are not answered from the page cache; 0 for no limit.
   * A page of the development server consists of hundreds of files.
   */
  requestsPerNetwork: env.get('DEV_MODE') ? 0 : env.get('REQUESTS_PER_NETWORK', 250),

  /** Days of access after the end of a paid period while its renewal is unpaid. */
  graceDays: env.get('GRACE_DAYS', 3),

  /** What happens to an accidental second payment: `refund` or `keep`. */
  doublePayments: env.get('DOUBLE_PAYMENTS', 'refund'),

  /** Days after which the payloads of Stripe events and the data of mails are deleted. */
  keepPayloadsDays: env.get('KEEP_PAYLOADS_DAYS', 90),

  /**
   * Days after which IP address and browser of downloads are deleted; disputes come months later.
   */
  keepAddressesDays: env.get('KEEP_ADDRESSES_DAYS', 365),

  /** Hours within which a buyer's requests for one release count as one download. */
  downloadWindowHours: 24,

  /** The internal location at which nginx serves DATA_DIR/goods for X-Accel-Redirect, if any. */
  xAccelPrefix: env.get('X_ACCEL_PREFIX'),

  /**
   * Extensions of files that staff may not upload for buyers: by default what a browser runs as a page
   * or script. Files are sent as attachments that no browser opens here, so programs may be sold.
   */
  refusedExtensions: env
    .get('REFUSED_FILE_KINDS', 'html,htm,xhtml,xht,shtml,mht,mhtml,hta,js,mjs')
    .split(',')
    .map((extension) => extension.trim().toLowerCase().replace(/^\./, ''))
    .filter((extension) => extension !== '') as readonly string[],

  /** Whether the web process also runs the queue and the schedule. */
  worksQueueInWeb: env.get('WORKER', 'web') === 'web',
} as const

export default storeConfig
