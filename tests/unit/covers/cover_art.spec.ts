import { test } from '@japa/runner'
import { drawCover } from '#covers/cover_art'
import { fileFormat, formatFileSize } from '#shared/file_size'

test.group('Drawn covers', () => {
  test('are the same whenever they are drawn, and differ by slug', ({ assert }) => {
    assert.deepEqual(drawCover('icons', 'Icons'), drawCover('icons', 'Icons'))
    const backgrounds = ['a', 'b', 'c', 'd', 'e', 'f'].map(
      (slug) => drawCover(slug, 'A').background
    )
    assert.isAbove(new Set(backgrounds).size, 3)
  })

  test('show the name on at most three lines that fit', ({ assert }) => {
    const names = [
      'Icons',
      'A name that is so long that nobody could ever print all of it on a cover',
      'Donaudampfschifffahrtsgesellschaftskapitän',
      '🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧',
      '',
    ]
    for (const name of names) {
      const { lines } = drawCover('x', name)
      assert.isAtMost(lines.length, 3)
      lines.forEach(({ text, y }) => {
        assert.isAtMost(Array.from(text).length, 17)
        assert.isBelow(y, 300)
      })
    }
    assert.deepEqual(
      drawCover('x', 'Tape & glass').lines.map(({ text }) => text),
      ['Tape & glass']
    )
  })
})

test.group('File sizes', () => {
  test('{0} bytes read {1}')
    .with([
      [0, '0 bytes'],
      [1, '1 byte'],
      [999, '999 bytes'],
      [1000, '1 kB'],
      [19_400, '19 kB'],
      [2_400_000, '2.4 MB'],
      [200_000_000, '200 MB'],
      [5_100_000_000, '5.1 GB'],
    ] as const)
    .run(({ assert }, [bytes, text]) => {
      assert.equal(formatFileSize(bytes, 'en').replace(/\s/gu, ' '), text)
    })

  test('{0} is a {1}')
    .with([
      ['book.pdf', 'PDF'],
      ['archive.tar.gz', 'GZ'],
      ['no ending', ''],
      ['strange.ending!', ''],
    ] as const)
    .run(({ assert }, [filename, format]) => {
      assert.equal(fileFormat(filename), format)
    })
})
