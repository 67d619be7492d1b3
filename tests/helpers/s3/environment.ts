import type { S3Server } from '#tests/helpers/s3/s3_server'

/** The environment of a store that puts new files into a bucket. */
export function bucketEnvironment(server: S3Server, bucket: string): Record<string, string> {
  return {
    DRIVE_DISK: 's3',
    S3_BUCKET: bucket,
    S3_REGION: server.credentials.region,
    S3_ENDPOINT: server.url,
    S3_ACCESS_KEY_ID: server.credentials.accessKeyId,
    S3_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
  }
}
