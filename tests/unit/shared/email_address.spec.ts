import { test } from '@japa/runner'
import vine from '@vinejs/vine'
import fc from 'fast-check'
import { email } from '#http/forms/email_field'
import { canonicalEmail, readableEmail } from '#shared/email_address'

/** Every character that takes space or none, and shows nothing. */
const UNSEEN = Array.from({ length: 0x110000 }, (_, code) => code)
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code))
  .filter((character) =>
    /[\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u.test(character)
  )

test.group('The spelling of an e-mail address', () => {
  test('of {$self} (typed, stored)')
    .with([
      ['Ada@Example.COM', 'ada@example.com'],
      [' ada@example.com\n', 'ada@example.com'],
      ['\u00a0ada@example.com\u00a0', 'ada@example.com'],
      ['pasted.customer\u200b@example.com', 'pasted.customer@example.com'],
      ['a\u00add\u200da@exam\u2060ple.com', 'ada@example.com'],
      ['a\u2800da@exam\u2800ple.com', 'ada@example.com'],
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

  test('has no character that nobody sees, or the form refuses it', async ({ assert }) => {
    const field = vine.create({ email: email() })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...UNSEEN),
        fc.constantFrom('ada@example.com', 'info@bücher.example'),
        fc.nat(18),
        async (unseen, address, place) => {
          const typed = address.slice(0, place) + unseen + address.slice(place)
          const [error, values] = await field.tryValidate({ email: typed })
          if (error === null) {
            assert.equal(values.email, canonicalEmail(address))
          }
        }
      ),
      { numRuns: 2000 }
    )
  })

  test('is refused with {$self} in it')
    .with(['a\u1680da@example.com', 'ada@exam\u1680ple.com', 'ada@example.com\ue000'])
    .run(async ({ assert }, typed) => {
      const [error] = await vine.create({ email: email() }).tryValidate({ email: typed })
      assert.isNotNull(error)
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
