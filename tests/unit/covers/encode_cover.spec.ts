import { readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import sharp from 'sharp'
import { encodeCover, UnusableImage } from '#covers/encode_cover'

const EXPORT_IT = 'cannot be a cover: export it as JPEG, PNG, WebP, AVIF, GIF or TIFF.'
const DAMAGED = 'This picture is damaged: export it again, or choose another.'

const padded = (head: string) => Buffer.concat([Buffer.from(head, 'latin1'), Buffer.alloc(200)])

test.group('A picture that cannot be a cover', () => {
  test('is refused as {format} cut after {length} bytes: it is damaged')
    .with(
      (['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff'] as const).flatMap((format) =>
        [16, 20, 30].map((length) => ({ format, length }))
      )
    )
    .run(async ({ assert }, { format, length }) => {
      const whole = await sharp({
        create: { width: 300, height: 200, channels: 3, background: '#336699' },
      })
        .toFormat(format)
        .toBuffer()

      assert.equal(await reasonOf(whole.subarray(0, length)), DAMAGED)
    })

  test('is refused as {name}')
    .with([
      { name: 'BMP', head: 'BM6\0\x02\0\0\0\0\0' },
      { name: 'JPEG XL', head: '\xff\x0a' },
      { name: 'JPEG XL', head: '\0\0\0\x0cJXL \r\n\x87\n' },
      { name: 'JPEG 2000', head: '\0\0\0\x0cjP  \r\n\x87\n' },
      { name: 'ICO', head: '\0\0\x01\0\x01\0' },
      { name: 'PSD', head: '8BPS\0\x01' },
      { name: 'PDF', head: '%PDF-1.7' },
      { name: 'SVG', head: '<svg><' },
      { name: 'Video', head: '\0\0\0\x18ftypisom' },
    ])
    .run(async ({ assert }, { name, head }) => {
      assert.equal(await reasonOf(padded(head)), `${name} ${EXPORT_IT}`)
    })

  test('is refused as HEIC, damaged too', async ({ assert }) => {
    const whole = await readFile(app.makePath('tests/fixtures/cover-iphone.heic'))

    for (const bytes of [whole, whole.subarray(0, 40)]) {
      assert.equal(
        await reasonOf(bytes),
        'HEIC pictures cannot be read here: export it as JPEG or PNG.'
      )
    }
  })

  test('is refused as no picture', async ({ assert }) => {
    for (const bytes of [padded('BMW brochure'), padded('hello'), Buffer.alloc(0)]) {
      assert.equal(
        await reasonOf(bytes),
        'This is no picture that can be read: choose a JPEG or PNG file.'
      )
    }
  })
})

async function reasonOf(bytes: Buffer): Promise<string> {
  try {
    await encodeCover(bytes)
  } catch (error) {
    if (error instanceof UnusableImage) {
      return error.message
    }
    throw error
  }
  return 'It is a cover.'
}
