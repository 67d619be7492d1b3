import { join } from 'node:path'
import env from '#start/env'
import storeConfig from '#config/store'

/**
 * Where product files are stored, and how they are delivered.
 */
const deliveryConfig = {
  /** The disk for new releases; existing ones stay on theirs. */
  disk: env.get('DRIVE_DISK', 'local'),

  /** The folder of the local disk. Never served without an access check. */
  goodsDirectory: join(storeConfig.dataDirectory, 'goods'),

  /**
   * Bytes per read of a file. Larger chunks cost less CPU, but each download keeps two of them in
   * memory.
   */
  chunkBytes: 512 * 1024,

  /**
   * The internal location at which nginx serves the local disk. Unset: this process sends files.
   */
  accelPrefix: storeConfig.xAccelPrefix,

  s3: {
    bucket: env.get('S3_BUCKET', ''),
    region: env.get('S3_REGION', 'auto'),
    endpoint: env.get('S3_ENDPOINT'),
    accessKeyId: env.get('S3_ACCESS_KEY_ID', ''),
    secretAccessKey: env.get('S3_SECRET_ACCESS_KEY', ''),
  },
} as const

export default deliveryConfig
