import { join } from 'node:path'
import env from '#start/env'
import storeConfig from '#config/store'
import { defineConfig, services } from '@adonisjs/drive'
import type { InferDriveDisks } from '@adonisjs/drive/types'

/**
 * `covers` has public pictures. Paid files are not on a Drive disk, which could serve them:
 * app/storage keeps them in DATA_DIR/goods or in the S3 bucket.
 */
const driveConfig = defineConfig({
  default: 'covers',
  services: {
    covers: services.fs({
      location: join(storeConfig.dataDirectory, 'covers'),
      serveFiles: false,
      visibility: 'private',
    }),
    s3: services.s3({
      credentials: {
        accessKeyId: env.get('S3_ACCESS_KEY_ID', ''),
        secretAccessKey: env.get('S3_SECRET_ACCESS_KEY', ''),
      },
      region: env.get('S3_REGION', 'auto'),
      bucket: env.get('S3_BUCKET', ''),
      endpoint: env.get('S3_ENDPOINT'),
      forcePathStyle: true,
      visibility: 'private',
    }),
  },
})

export default driveConfig

declare module '@adonisjs/drive/types' {
  export interface DriveDisks extends InferDriveDisks<typeof driveConfig> {}
}
