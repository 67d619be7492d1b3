import { test } from '@japa/runner'
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
      ['Text\n• One\n• Two', 'Text\n- One\n- Two'],
    ])
    .run(({ assert }, [pasted, markdown]) => {
      assert.equal(listsFromBullets(pasted), markdown)
    })

  test('are not everything that looks like one: {$self}')
    .with(['o one', 'of\tcourse', '·5', 'A • B', '```\n• code\n```', '- One', '•'])
    .run(({ assert }, text) => {
      assert.equal(listsFromBullets(text), text)
    })
})
