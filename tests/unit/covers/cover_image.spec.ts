import { test } from '@japa/runner'
import { COVER_FILE, coverImage, coverVariants } from '#covers/cover_files'

const DIGEST = '0123456789abcdef01234567'

test.group('Cover image', () => {
  test('has every width for a wide cover, best format first', ({ assert }) => {
    const image = coverImage(`${DIGEST}-1280x960`)

    assert.deepEqual(image, {
      width: 1280,
      height: 960,
      sources: ['avif', 'webp'].map((format) => ({
        type: `image/${format}`,
        srcset: [400, 800, 1280]
          .map((width) => `/covers/${DIGEST}-1280x960-${width}.${format} ${width}w`)
          .join(', '),
      })),
      src: `/covers/${DIGEST}-1280x960-1200.jpg`,
    })
  })

  test('is not enlarged for a narrow cover', ({ assert }) => {
    const image = coverImage(`${DIGEST}-300x200`)

    assert.equal(image?.sources[0].srcset, `/covers/${DIGEST}-300x200-300.avif 300w`)
    assert.equal(image?.src, `/covers/${DIGEST}-300x200-300.jpg`)
  })

  test('is null for an invalid key', ({ assert }) => {
    assert.isNull(coverImage(null))
    assert.isNull(coverImage('../../etc/passwd'))
    assert.isNull(coverImage(''))
  })

  test('has only file names that are served', ({ assert }) => {
    for (const { file } of coverVariants(`${DIGEST}-1280x2560`)) {
      assert.match(file, COVER_FILE)
    }
    assert.notMatch(`../${DIGEST}-300x200-300.jpg`, COVER_FILE)
  })
})
