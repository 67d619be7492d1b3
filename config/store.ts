import { resolve } from 'node:path'
import env from '#start/env'

/**
 * What makes this store this store.
 */
const storeConfig = {
  /** The name in page titles, mails and the header. */
  name: env.get('STORE_NAME', 'Kiosk'),

  /** The one accent colour, as any CSS colour; hover, focus and tint are derived from it. */
  accent: env.get('STORE_ACCENT', 'oklch(55% 0.16 264)'),

  /** Where buyers can write to. */
  contactAddress: env.get('MAIL_FROM', 'store@localhost'),

  /** Where the database file, uploads and caches lie. Never inside the build folder. */
  dataDirectory: resolve(env.get('DATA_DIR', `.data/${env.get('NODE_ENV')}`)),

  /** Whether staff have to give a code beside their password before they see the panel. */
  staffSecondFactor: env.get('STAFF_SECOND_FACTOR', 'optional'),

  /** Products on a page of the store home. */
  productsPerPage: 24,

  /**
   * Bytes of memory for the pages of visitors without a session. None where a server watches the
   * templates for changes.
   */
  pageCacheBytes: env.get('DEV_MODE') ? 0 : 48 * 1024 * 1024,

  /** Days after the end of a paid period for which a late renewal still gives access. */
  graceDays: env.get('GRACE_DAYS', 3),

  /** What becomes of a second payment that was made by accident. */
  doublePayments: env.get('DOUBLE_PAYMENTS', 'refund'),

  /** Days for which what Stripe sent, and what mails said, is kept beside the rows. */
  keepPayloadsDays: env.get('KEEP_PAYLOADS_DAYS', 90),

  /** Days for which it is kept from where something was downloaded; disputes come months later. */
  keepAddressesDays: env.get('KEEP_ADDRESSES_DAYS', 365),

  /** Hours in which several requests for one release by one buyer count as one download. */
  downloadWindowHours: 24,

  /** The origin behind which nginx serves DATA_DIR/goods by X-Accel-Redirect, if it does. */
  xAccelPrefix: env.get('X_ACCEL_PREFIX'),

  /**
   * What staff may upload for buyers, by extension: archives, documents, books, pictures, sound,
   * video, fonts, and what is made with drawing, 3D and music programs. Nothing that a browser or a
   * computer runs.
   */
  uploadExtensions: `
    7z gz rar tar tgz zip
    csv docx ics json key md numbers odp ods odt pages pdf pptx rtf txt xlsx xml yaml yml
    azw3 epub mobi
    ai avif cube dng eps gif jpeg jpg lut png psd svg tif tiff webp xmp
    aac aif aiff flac m4a mid mp3 ogg wav
    m4v mkv mov mp4 srt vtt webm
    otf ttf woff woff2
    abr afdesign afphoto als ase blend brushset fbx fig fxp glb gltf indd nki obj procreate
    sf2 sketch stl unitypackage xd
  `
    .trim()
    .split(/\s+/) as readonly string[],

  /** Whether this process works the queue and runs the schedule beside serving the web. */
  worksQueueInWeb: env.get('WORKER', 'web') === 'web',
} as const

export default storeConfig
