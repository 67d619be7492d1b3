import { test } from '@japa/runner'
import fc from 'fast-check'
import { judgeBeginning } from '#storage/file_signatures'

const BINARY_KINDS =
  `7z aac abr aif als avif azw3 cbz docx dng epub fbx flac gif glb gz jpg m4a mid mkv mobi mov mp3 mp4 odt ogg
  otf pdf png pptx psd rar rtf tar tif ttf wav webm webp woff2 xlsx zip`.split(/\s+/)
const OFFICE = ['docx', 'pptx', 'xlsx']

const PROGRAMS = [
  ...['MZ\x90\0', '\x7fELF\x02', '#!/bin/sh\n', 'L\0\0\0\x01\x14\x02\0'],
  ...['\xcf\xfa\xed\xfe', '\xce\xfa\xed\xfe', '\xca\xfe\xba\xbe', '\xfe\xed\xfa\xcf'],
]
const PAGES = [
  ...[
    '<!DOCTYPE html>',
    '<HTML lang="en">',
    '<script>',
    '<svg xmlns="x">',
    '<!-- a --><b>',
    '<body\n>',
  ],
  ...['<?xml version="1.0"?>\n<!-- a -->\n<svg>', '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "x">'],
]

const bytes = (text: string) => Buffer.from(text, 'latin1')

test.group('The beginning of a file', () => {
  test('of each binary kind may not be that of a program or page', ({ assert }) => {
    const pages = fc
      .tuple(fc.constantFrom('', '\xef\xbb\xbf', '\n\t ', '\r\n'), fc.constantFrom(...PAGES))
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(
        fc.constantFrom(...BINARY_KINDS),
        fc.oneof(fc.constantFrom(...PROGRAMS), pages),
        fc.uint8Array({ maxLength: 1000 }),
        (extension, start, rest) => {
          fc.pre(!OFFICE.includes(extension) || PROGRAMS.includes(start))
          const head = Buffer.concat([bytes(start), Buffer.from([0]), rest])
          assert.equal(judgeBeginning(extension, head), 'disguised')
        }
      ),
      { numRuns: 2000 }
    )
  })

  test('of a page is one in UTF-16 too', ({ assert }) => {
    const head = Buffer.from('\ufeff<html>', 'utf16le')
    assert.equal(judgeBeginning('jpg', head), 'disguised')
  })

  test('that is unknown is no reason to refuse a file', ({ assert }) => {
    fc.assert(
      fc.property(
        fc.constantFrom(...BINARY_KINDS),
        // Nothing known begins with this byte.
        fc.uint8Array({ maxLength: 59 }).map((rest) => Buffer.from([0xf5, 0, 0, 0, 0xf5, ...rest])),
        (extension, head) => {
          assert.notEqual(judgeBeginning(extension, head), 'disguised')
        }
      )
    )
  })

  test('of {0} may be {1}')
    .with([
      ['zip', 'PK\x03\x04'],
      ['zip', 'PK00PK\x03\x04'],
      ['zip', 'PK\x07\x08PK\x03\x04'],
      ['tif', 'II+\0\x08\0'],
      ['tiff', 'MM\0+\0\x08'],
      ['jpg', '\x89PNG\r\n\x1a\n'],
      ['wav', 'BW64\0\0\0\0WAVE'],
      ['mov', '\0\0\0\x08skip'],
      ['mov', '\0\x01\0\0moov'],
      ['mov', '\0\0\0\x14pnot'],
      ['mov', '\0\0\0\x14udta'],
      ['mp4', '\0\0\0\x14mdat'],
      ['mp4', '\0\0\0\x14moov'],
      ['m4a', 'ID3\x04\0'],
      ['flac', 'OggS\0\x02'],
      ['mid', 'RIFF\0\0\0\0RMID'],
      ['ttf', 'ttcf\0\x01'],
      ['mobi', `${'\0'.repeat(60)}TEXtREAd`],
      ['docx', '<html xmlns:o="urn:schemas-microsoft-com:office:office">'],
      ['xlsx', '<table><tr>'],
      ['docx', '{\\rtf1'],
      ['pptx', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
      ['pdf', '\xef\xbb\xbf%PDF-1.7'],
      ['txt', 'MZ'],
      ['svg', '<svg>'],
      ['exe', 'MZ'],
      ['7z.001', 'MZ'],
    ])
    .run(({ assert }, [extension, head]) => {
      assert.equal(judgeBeginning(extension, bytes(head)), 'usual')
    })

  test('of {0} may not be {1}')
    .with([
      ['pdf', 'PK\x03\x04'],
      ['zip', '%PDF-1.7'],
      ['png', '%PDF-1.7'],
      ['mp4', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
      ['epub', '\x89PNG\r\n\x1a\n'],
    ])
    .run(({ assert }, [extension, head]) => {
      assert.equal(judgeBeginning(extension, bytes(head)), 'disguised')
    })
})
