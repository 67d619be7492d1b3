import { test } from '@japa/runner'
import { attachmentNamed } from '#storage/content_disposition'
import { contentTypeOf } from '#storage/content_type'
import { safeFileName } from '#storage/file_name'

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
      { claimed: '', kept: 'file' },
      { claimed: '///', kept: 'file' },
      { claimed: '\u0000', kept: 'file' },
    ])
    .run(({ assert }, { claimed, kept }) => {
      assert.equal(safeFileName(claimed), kept)
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
