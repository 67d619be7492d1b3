import { createReadStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import type { ByteRange, Disk } from '#storage/disk'

export interface S3Settings {
  bucket: string
  region: string
  endpoint: string | undefined
  accessKeyId: string
  secretAccessKey: string
}

/**
 * Files in an S3-compatible bucket. They are sent through this process like those of the local
 * disk, because a signed URL can neither be revoked nor counted.
 */
export class S3Disk implements Disk {
  readonly name = 's3'
  #client: S3Client
  #bucket: string

  constructor({ bucket, region, endpoint, accessKeyId, secretAccessKey }: S3Settings) {
    this.#bucket = bucket
    this.#client = new S3Client({
      region,
      endpoint,
      credentials: { accessKeyId, secretAccessKey },
      forcePathStyle: true,
      /* S3-compatible stores save the checksum chunks of a streamed upload as content. */
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    })
  }

  async put(key: string, path: string): Promise<void> {
    const { size } = await stat(path)
    await this.#client.send(
      new PutObjectCommand({
        ...this.#object(key),
        Body: createReadStream(path),
        ContentLength: size,
      })
    )
    await rm(path)
  }

  async size(key: string): Promise<number | null> {
    try {
      const found = await this.#client.send(new HeadObjectCommand(this.#object(key)))
      return found.ContentLength ?? null
    } catch (error) {
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) {
        return null
      }
      throw error
    }
  }

  async *open(key: string, { start, end }: ByteRange): AsyncGenerator<Buffer> {
    const answer = await this.#client.send(
      new GetObjectCommand({ ...this.#object(key), Range: `bytes=${start}-${end}` })
    )
    yield* answer.Body as Readable
  }

  async remove(key: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand(this.#object(key)))
  }

  async probe(): Promise<void> {
    await this.#client.send(new HeadBucketCommand({ Bucket: this.#bucket }))
  }

  #object(key: string) {
    return { Bucket: this.#bucket, Key: key }
  }
}
