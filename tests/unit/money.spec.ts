import { test } from '@japa/runner'
import fc from 'fast-check'
import { currencyDecimals, formatMoney, formatPrice, toMajor } from '#app/money'

/** Printed with a plain space, which is easier to write here. */
const print = (amount: number, currency: string, locale = 'en') =>
  formatMoney(amount, currency, locale).replace(/\s/gu, ' ')

test.group('Money', () => {
  test('the unit of {0} has {1} decimals')
    .with([
      ['jpy', 0],
      ['KRW', 0],
      ['clp', 0],
      ['vnd', 0],
      ['xpf', 0],
      ['kwd', 3],
      ['BHD', 3],
      ['tnd', 3],
      ['usd', 2],
      ['eur', 2],
      ['huf', 2],
      ['twd', 2],
      ['isk', 2],
      ['ugx', 2],
    ] as const)
    .run(({ assert }, [currency, decimals]) => {
      assert.equal(currencyDecimals(currency), decimals)
    })

  test('prints {0} of {1} for {2} as {3}')
    .with([
      [1200, 'usd', 'en', '$12.00'],
      [1, 'usd', 'en', '$0.01'],
      [0, 'eur', 'en', '€0.00'],
      [-1950, 'eur', 'en', '-€19.50'],
      [1800, 'jpy', 'en', '¥1,800'],
      [4500, 'kwd', 'en', 'KWD 4.500'],
      [4500, 'kwd', 'en-US', 'KWD 4.500'],
      [123456, 'huf', 'en', 'HUF 1,234.56'],
      [100000, 'ugx', 'en', 'UGX 1,000.00'],
      [123456, 'isk', 'en', 'ISK 1,234.56'],
      [123456, 'eur', 'de', '1.234,56 €'],
      [9007199254740991, 'usd', 'en', '$90,071,992,547,409.91'],
    ] as const)
    .run(({ assert }, [amount, currency, locale, printed]) => {
      assert.equal(print(amount, currency, locale), printed)
    })

  test('prices leave out decimals that say nothing: {0} of {1} is {2}')
    .with([
      [1200, 'usd', '$12'],
      [1250, 'usd', '$12.50'],
      [1800, 'jpy', '¥1,800'],
      [4500, 'kwd', 'KWD 4.500'],
      [4000, 'kwd', 'KWD 4.000'],
    ] as const)
    .run(({ assert }, [amount, currency, printed]) => {
      assert.equal(formatPrice(amount, currency, 'en').replace(/\s/gu, ' '), printed)
    })

  test('a decimal text says exactly what the amount is, whatever amount and currency', ({
    assert,
  }) => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.constantFrom('usd', 'jpy', 'kwd'), (amount, currency) => {
        const text = toMajor(amount, currency)
        const [, fraction = ''] = text.split('.')
        assert.equal(fraction.length, currencyDecimals(currency))
        assert.equal(BigInt(text.replace('.', '')), BigInt(amount))
      })
    )
  })

  test('refuses what is no whole number of the unit: {$self}')
    .with([12.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
    .run(({ assert }, amount) => {
      assert.throws(() => toMajor(amount, 'usd'), RangeError)
    })
})
