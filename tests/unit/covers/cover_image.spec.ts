import { test } from '@japa/runner'
import { COVER_FILE, coverImage, coverVariants } from '#covers/cover_files'

const DIGEST = '0123456789abcdef01234567'

test.group('Cover image', () => {
  test('a wide cover has every width, best format first', ({ assert }) => {
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

  test('a narrow cover is not enlarged', ({ assert }) => {
    const image = coverImage(`${DIGEST}-300x200`)

    assert.equal(image?.sources[0].srcset, `/covers/${DIGEST}-300x200-300.avif 300w`)
    assert.equal(image?.src, `/covers/${DIGEST}-300x200-300.jpg`)
  })

  test('what is no key has no image', ({ assert }) => {
    assert.isNull(coverImage(null))
    assert.isNull(coverImage('../../etc/passwd'))
    assert.isNull(coverImage(''))
  })

  test('every file of a cover has a name that is served', ({ assert }) => {
    for (const { file } of coverVariants(`${DIGEST}-1280x2560`)) {
      assert.match(file, COVER_FILE)
    }
    assert.notMatch(`../${DIGEST}-300x200-300.jpg`, COVER_FILE)
  })
})
