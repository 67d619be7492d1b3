import { join } from 'node:path'
import env from '#start/env'
import storeConfig from '#config/store'

/**
 * Where the bytes that are sold lie, and how they are handed out.
 */
const deliveryConfig = {
  /** The disk for new releases; those that exist stay where they are. */
  disk: env.get('DRIVE_DISK', 'local'),

  /** The folder of the local disk. Nothing serves it but the gate. */
  goodsDirectory: join(storeConfig.dataDirectory, 'goods'),

  /**
   * Bytes that are read from a file at once. Larger chunks cost less CPU, and each slow reader holds
   * two of them in memory.
   */
  chunkBytes: 512 * 1024,

  /** Where nginx serves the local disk internally, so that it sends the bytes; unset: we do. */
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
