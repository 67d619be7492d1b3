import { test } from '@japa/runner'
import fc from 'fast-check'
import { listsFromBullets, readableText } from '#shared/readable_text'

test.group('A typed text', () => {
  test('keeps tabs and line breaks of its own', ({ assert }) => {
    assert.equal(readableText('a\tb\nc\r\nd'), 'a\tb\nc\r\nd')
    assert.equal(readableText('Größe 👩‍👩‍👧 שלום'), 'Größe 👩‍👩‍👧 שלום')
  })

  test('has line feeds for the line breaks of other programs', ({ assert }) => {
    for (const character of ['\v', '\f', '\u0085', '\u2028', '\u2029']) {
      assert.equal(readableText(`one${character}two`), 'one\ntwo')
    }
  })

  test('has no other control characters', ({ assert }) => {
    const controls = Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code))
    const kept = readableText(controls.slice(1).join(''))
    assert.equal(kept.replace(/[ -~]/g, ''), '\t\n\n\n\r\n')
  })
})

test.group('Pasted bullets', () => {
  test('become lists: {0}')
    .with([
      ['•\tOne', '- One'],
      ['  • One', '- One'],
      ['·\tOne', '- One'],
      ['o\tSecond level', '- Second level'],
      ['\uf0b7 One', '- One'],
      ['\uf0a7\tOne', '- One'],
      ['§\tOne', '- One'],
      ['Ø\tOne', '- One'],
      ['–\tOne', '- One'],
      ['\t➢\tOne', '- One'],
      ['✓ One', '- One'],
      ['Text\n• One\n• Two', 'Text\n- One\n- Two'],
    ])
    .run(({ assert }, [pasted, markdown]) => {
      assert.equal(listsFromBullets(pasted), markdown)
    })

  test('become lists whichever shape or symbol of a font they have', ({ assert }) => {
    const bullet = fc.oneof(
      fc.constantFrom(...'•◦▪‣●○■□►➢❖✓♦◆⁃∙·'),
      fc.integer({ min: 0xe000, max: 0xf8ff }).map((code) => String.fromCharCode(code))
    )
    fc.assert(
      fc.property(bullet, fc.constantFrom(' ', '\t', '\t '), (character, blank) => {
        assert.equal(listsFromBullets(`${character}${blank}One`), '- One')
      })
    )
  })

  test('are not everything that looks like one: {$self}')
    .with([
      'o one',
      'of\tcourse',
      '·5',
      'A • B',
      '```\n• code\n```',
      '- One',
      '•',
      '– One',
      '§ 5',
      '■5',
      '✓',
      '🎨 One',
    ])
    .run(({ assert }, text) => {
      assert.equal(listsFromBullets(text), text)
    })
})
