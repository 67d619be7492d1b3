import { test } from '@japa/runner'
import { fileFormat, formatFileSize } from '#shared/file_size'

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
