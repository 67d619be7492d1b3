import { test } from '@japa/runner'
import { drawCover } from '#covers/cover_art'

test.group('Drawn covers', () => {
  test('are always the same for a slug, and differ between slugs', ({ assert }) => {
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
