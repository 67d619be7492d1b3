import { test } from '@japa/runner'
import fc from 'fast-check'
import {
  checkAmount,
  CURRENCIES,
  currencyDecimals,
  formatMoney,
  formatPrice,
  parseAmount,
  toMajor,
  UnusableAmount,
} from '#shared/money'

/** Formatted, with plain spaces. */
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

  test('prices omit zero decimals: {0} of {1} is {2}')
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

  test('a decimal string is exact for any amount and currency', ({ assert }) => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.constantFrom('usd', 'jpy', 'kwd'), (amount, currency) => {
        const text = toMajor(amount, currency)
        const [, fraction = ''] = text.split('.')
        assert.equal(fraction.length, currencyDecimals(currency))
        assert.equal(BigInt(text.replace('.', '')), BigInt(amount))
      })
    )
  })

  test('refuses what is not a safe integer: {$self}')
    .with([12.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
    .run(({ assert }, amount) => {
      assert.throws(() => toMajor(amount, 'usd'), RangeError)
    })
})

test.group('A typed amount', () => {
  test('"{0}" of {1} is {2}')
    .with([
      ['12.50', 'eur', 1250],
      ['12.5', 'EUR', 1250],
      [' 12 ', 'usd', 1200],
      ['0', 'usd', 0],
      ['0.00', 'usd', 0],
      ['0012.50', 'usd', 1250],
      ['1800', 'jpy', 1800],
      ['4.500', 'kwd', 4500],
      ['4.5', 'kwd', 4500],
      ['999999.99', 'usd', 99_999_999],
      ['1500000000', 'idr', 150_000_000_000],
      ['99999999', 'jpy', 99_999_999],
      ['99999.99', 'kwd', 99_999_990],
      ['500', 'isk', 50_000],
      ['0.50', 'usd', 50],
      ['0.01', 'xcd', 1],
    ] as const)
    .run(({ assert }, [typed, currency, amount]) => {
      assert.equal(parseAmount(typed, currency), amount)
    })

  test('"{0}" of {1} is refused: {2}')
    .with([
      ['', 'eur', /digits, such as 12.50/],
      ['twelve', 'jpy', /digits, such as 1800/],
      ['12,50', 'eur', /digits/],
      ['1,800', 'jpy', /digits/],
      ['1 800', 'jpy', /digits/],
      ['-5', 'eur', /digits/],
      ['+5', 'eur', /digits/],
      ['5.', 'eur', /digits/],
      ['.5', 'eur', /digits/],
      ['1e3', 'eur', /digits/],
      ['0x10', 'eur', /digits/],
      ['١٢', 'eur', /digits/],
      ['12.505', 'eur', /EUR has at most 2 decimals/],
      ['1800.0', 'jpy', /JPY has no decimals/],
      ['4.5005', 'kwd', /KWD has at most 3 decimals/],
      ['4.505', 'kwd', /last decimal .* KWD is 0/],
      ['5.50', 'isk', /ISK has no fractions/],
      ['1000000', 'usd', /at most 999999.99 USD/],
      ['99999999999', 'idr', /at most 9999999999.99 IDR/],
      ['9'.repeat(40), 'usd', /at most 999999.99 USD/],
      ['100000000', 'jpy', /at most 99999999 JPY/],
      ['0.49', 'usd', /at least 0.50 USD/],
      ['49', 'jpy', /at least 50 JPY/],
    ] as const)
    .run(({ assert }, [typed, currency, message]) => {
      assert.throws(() => parseAmount(typed, currency), message)
    })

  test('is parsed back exactly for any payable amount and currency', ({ assert }) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 99_999_999 }),
        fc.constantFrom(...CURRENCIES),
        (amount, currency) => {
          const typed = toMajor(amount, currency)
          assert.equal(isPayable(amount, currency), isReadable(typed, currency))
          if (isPayable(amount, currency)) {
            assert.equal(parseAmount(typed, currency), amount)
          }
        }
      )
    )
  })

  test('is never parsed as another amount, for any input', ({ assert }) => {
    const anything = fc.oneof(fc.string(), fc.stringMatching(/^[0-9.,' ]{0,12}$/))
    fc.assert(
      fc.property(anything, fc.constantFrom('usd', 'jpy', 'kwd'), (typed, currency) => {
        if (isReadable(typed, currency)) {
          const amount = parseAmount(typed, currency)
          assert.equal(Number(toMajor(amount, currency)), Number(typed))
          assert.isTrue(isPayable(amount, currency))
        }
      })
    )
  })

  test('can be in any of the currencies, which are unique', ({ assert }) => {
    assert.includeMembers([...CURRENCIES], ['usd', 'eur', 'jpy', 'kwd', 'xcg'])
    assert.lengthOf(new Set(CURRENCIES), CURRENCIES.length)
    assert.isTrue(CURRENCIES.every((currency) => /^[a-z]{3}$/.test(currency)))
  })

  test('refuses an invalid amount: {$self}')
    .with([-1, 12.5, Number.NaN, Number.POSITIVE_INFINITY, 100_000_000])
    .run(({ assert }, amount) => {
      assert.throws(() => checkAmount(amount, 'usd'), UnusableAmount as never)
    })
})

function isPayable(amount: number, currency: string): boolean {
  return succeeds(() => checkAmount(amount, currency))
}

function isReadable(typed: string, currency: string): boolean {
  return succeeds(() => parseAmount(typed, currency))
}

function succeeds(work: () => unknown): boolean {
  try {
    work()
    return true
  } catch (error) {
    if (error instanceof UnusableAmount) {
      return false
    }
    throw error
  }
}
