import { test } from '@japa/runner'
import fc from 'fast-check'
import { canonicalEmail, readableEmail } from '#shared/email_address'

test.group('The spelling of an e-mail address', () => {
  test('of {$self} (typed, stored)')
    .with([
      ['Ada@Example.COM', 'ada@example.com'],
      [' ada@example.com\n', 'ada@example.com'],
      ['\u00a0ada@example.com\u00a0', 'ada@example.com'],
      ['pasted.customer\u200b@example.com', 'pasted.customer@example.com'],
      ['a\u00add\u200da@exam\u2060ple.com', 'ada@example.com'],
      ['\ufeff\u202aada@example.com\u202c', 'ada@example.com'],
      ['ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'ada@example.com'],
      ['ada@example。com', 'ada@example.com'],
      ['ada@example.com.', 'ada@example.com'],
      ['info@bücher.example', 'info@xn--bcher-kva.example'],
      ['info@BÜCHER.example', 'info@xn--bcher-kva.example'],
      ['info@bu\u0308cher.example', 'info@xn--bcher-kva.example'],
      ['info@XN--BCHER-KVA.example', 'info@xn--bcher-kva.example'],
      ['cafe\u0301@example.com', 'caf\u00e9@example.com'],
      ['ada@ü%41.example', 'ada@ü%41.example'],
      ['ada @example.com', 'ada @example.com'],
      ['@bücher.example', '@xn--bcher-kva.example'],
      ['Ada L', 'ada l'],
      ['', ''],
    ])
    .run(({ assert }, [typed, spelling]) => {
      assert.equal(canonicalEmail(typed), spelling)
    })

  test('of a text that is far too long is the text as it was', ({ assert }) => {
    const text = `A${'\u0300'.repeat(2000)}@example.com`
    assert.equal(canonicalEmail(text), text)
  })

  test('stays as it is once it has been given', ({ assert }) => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: 'binary' })), (typed) => {
        const spelling = canonicalEmail(typed)
        assert.equal(canonicalEmail(spelling), spelling)
      })
    )
  })

  test('for readers of {$self} (stored, shown)')
    .with([
      ['ada@example.com', 'ada@example.com'],
      ['info@xn--bcher-kva.example', 'info@bücher.example'],
      ['x@xn--wgv71a119e.jp', 'x@日本語.jp'],
      ['x@xn--d1acpjx3f.xn--p1ai', 'x@яндекс.рф'],
      ['all Cyrillic: x@xn--80ak6aa92e.com', 'all Cyrillic: x@xn--80ak6aa92e.com'],
      ['mixed: x@xn--pypal-4ve.com', 'mixed: x@xn--pypal-4ve.com'],
      ['dotless: x@xn--mcrosoft-tkb.com', 'dotless: x@xn--mcrosoft-tkb.com'],
      ['no domain', 'no domain'],
      ['broken: x@xn--zzzz-.com', 'broken: x@xn--zzzz-.com'],
    ])
    .run(({ assert }, [stored, shown]) => {
      assert.equal(readableEmail(stored), shown)
    })
})
