import { test } from '@japa/runner'
import fc from 'fast-check'
import { attachmentNamed } from '#storage/content_disposition'
import { contentTypeOf, extensionOf } from '#storage/content_type'
import { safeFileName } from '#storage/file_name'

/** Characters that show nothing, and may surround or split the extension of a name. */
const UNSEEN =
  '\u200b\u200c\u200d\u2060\u00ad\u034f\u061c\u180e\u2800\u3164\ufe0f\ufeff\u{e0001}\u{e0061}'

test.group('File names', () => {
  test('the name of an upload is saved as {kept}')
    .with([
      { claimed: 'Field notes.pdf', kept: 'Field notes.pdf' },
      { claimed: '../../etc/passwd', kept: 'passwd' },
      { claimed: 'C:\\Users\\me\\plan.zip', kept: 'plan.zip' },
      { claimed: '.htaccess', kept: 'htaccess' },
      { claimed: 'CON.txt', kept: '_CON.txt' },
      { claimed: 'lpt1', kept: '_lpt1' },
      { claimed: 'a\r\nSet-Cookie: x.pdf', kept: 'aSet-Cookie_ x.pdf' },
      { claimed: 'photo\u202Egnp.exe', kept: 'photognp.exe' },
      { claimed: 'what?.pdf', kept: 'what_.pdf' },
      { claimed: 'trailing. ', kept: 'trailing' },
      { claimed: '.. . .', kept: 'file' },
      { claimed: '..a . b..', kept: 'a . b' },
      { claimed: 'e\u0301t\u00e9.pdf', kept: '\u00e9t\u00e9.pdf' },
      { claimed: '日本語 كتاب 📚.epub', kept: '日本語 كتاب 📚.epub' },
      { claimed: 'book.pdf\u200b', kept: 'book.pdf' },
      { claimed: '\u2060book.p\u200ddf\u2800 ', kept: 'book.pdf' },
      { claimed: 'page\u00ad.ht\u200cml', kept: 'page.html' },
      { claimed: 'Vol. 2 👩\u200d👩\u200d👧', kept: 'Vol. 2 👩\u200d👩\u200d👧' },
      { claimed: 'می\u200cخواهم ❤\ufe0f.pdf', kept: 'می\u200cخواهم ❤\ufe0f.pdf' },
      { claimed: '\u200d', kept: 'file' },
      { claimed: '', kept: 'file' },
      { claimed: '///', kept: 'file' },
      { claimed: '\u0000', kept: 'file' },
    ])
    .run(({ assert }, { claimed, kept }) => {
      assert.equal(safeFileName(claimed), kept)
    })

  test('an extension has no characters that nobody sees', ({ assert }) => {
    const unseen = fc.array(fc.constantFrom(...UNSEEN), { maxLength: 3 }).map((all) => all.join(''))
    fc.assert(
      fc.property(fc.constantFrom('pdf', 'html', 'exe'), fc.array(unseen), (extension, gaps) => {
        const spelled = [...`.${extension}`].map((letter, index) => letter + (gaps[index] ?? ''))
        assert.equal(extensionOf(safeFileName(`book${spelled.join('')}`)), extension)
      })
    )
  })

  test('the name of an upload stays as it is once it has been given', ({ assert }) => {
    const character = fc.oneof(
      fc.constantFrom(...UNSEEN, ...'. .ab/📚'),
      fc.string({ unit: 'binary', maxLength: 1 })
    )
    fc.assert(
      fc.property(fc.array(character, { maxLength: 300 }), (characters) => {
        const name = safeFileName(characters.join(''))
        assert.equal(safeFileName(name), name)
        assert.match(name, /^[^.\p{Z}\p{Default_Ignorable_Code_Point}]/u)
        assert.match(name, /[^.\p{Z}\p{Default_Ignorable_Code_Point}]$/u)
      })
    )
  })

  test('long names keep their ending and are cut between characters', ({ assert }) => {
    const name = safeFileName(`${'📚'.repeat(300)}.epub`)
    assert.match(name, /^📚+\.epub$/u)
    assert.isAtMost(Buffer.byteLength(name), 200)
  })

  test('a name is offered as {header}')
    .with([
      { filename: 'book.pdf', header: 'attachment; filename="book.pdf"' },
      {
        filename: 'Été "1".pdf',
        header: `attachment; filename="Ete _1_.pdf"; filename*=UTF-8''%C3%89t%C3%A9%20%221%22.pdf`,
      },
      {
        filename: "it's (50%)*.zip",
        header: `attachment; filename="it's (50_)*.zip"; filename*=UTF-8''it%27s%20%2850%25%29%2A.zip`,
      },
      {
        filename: '📚\ud800.epub',
        header: `attachment; filename="__.epub"; filename*=UTF-8''%F0%9F%93%9A%EF%BF%BD.epub`,
      },
    ])
    .run(({ assert }, { filename, header }) => {
      assert.equal(attachmentNamed(filename), header)
      assert.match(header, /^[\x20-\x7e]+$/)
    })

  test('{filename} is sent as {type}')
    .with([
      { filename: 'a.PDF', type: 'application/pdf' },
      { filename: 'a.tar.gz', type: 'application/gzip' },
      { filename: 'a.exe', type: 'application/octet-stream' },
      { filename: 'noending', type: 'application/octet-stream' },
      { filename: 'a.constructor', type: 'application/octet-stream' },
    ])
    .run(({ assert }, { filename, type }) => {
      assert.equal(contentTypeOf(filename), type)
    })
})
