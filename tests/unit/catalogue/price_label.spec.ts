import { test } from '@japa/runner'
import i18nManager from '@adonisjs/i18n/services/main'
import {
  buyLabel,
  type LabelledPrice,
  offerLabel,
  priceHint,
  priceLabel,
} from '#catalogue/prices/price_label'

const reader = () => i18nManager.locale('en')
const once = (unitAmount: number | null, currency = 'usd'): LabelledPrice => ({
  currency,
  unitAmount,
  interval: null,
  intervalCount: null,
  customUnitAmount: null,
})
const every = (unitAmount: number, interval: string, intervalCount = 1): LabelledPrice => ({
  ...once(unitAmount),
  interval,
  intervalCount,
})
const plain = (text: string) => text.replace(/\u00a0/g, ' ')

test.group('A price label', () => {
  test('reads {label}')
    .with([
      { price: once(1200), label: '$12' },
      { price: once(1250, 'eur'), label: '€12.50' },
      { price: once(1800, 'jpy'), label: '¥1,800' },
      { price: once(4500, 'kwd'), label: 'KWD 4.500' },
      { price: once(0), label: 'Free' },
      { price: every(900, 'month'), label: '$9 / month' },
      { price: every(12000, 'year'), label: '$120 / year' },
      { price: every(2500, 'month', 3), label: '$25 / 3 months' },
      { price: every(0, 'month'), label: 'Free' },
      { price: once(null), label: 'Name your price' },
      {
        price: { ...once(null), customUnitAmount: { minimum: 500 } },
        label: 'from $5, you choose',
      },
    ])
    .run(({ assert }, { price, label }) => {
      assert.equal(plain(priceLabel(price, reader())), label)
    })

  test('reads "from" the cheapest of several prices, in the currency of the default', ({
    assert,
  }) => {
    const dear = once(5900, 'eur')
    const cheap = once(1200, 'eur')

    assert.equal(offerLabel(dear, [cheap, dear, once(100, 'usd')], reader()), 'from €12')
    assert.equal(offerLabel(dear, [dear, once(100, 'usd')], reader()), '€59')
    assert.equal(offerLabel(dear, [dear, { ...dear }], reader()), '€59')
    assert.equal(offerLabel(every(900, 'month'), [every(900, 'month')], reader()), '$9 / month')
    assert.equal(
      offerLabel(once(900), [once(900), every(900, 'month')], reader()),
      'from $9',
      'one-time and recurring prices are not compared'
    )
  })

  test('is part of the buy button', ({ assert }) => {
    assert.equal(buyLabel(once(1200), false, reader()), 'Buy for $12')
    assert.equal(buyLabel(once(1200), true, reader()), 'Buy now')
    assert.equal(buyLabel(once(0), false, reader()), 'Get it free')
    assert.equal(buyLabel(every(900, 'month'), false, reader()), 'Subscribe for $9 / month')
    assert.equal(buyLabel(once(null), false, reader()), 'Choose your price')
  })

  test('has a hint about how often it is paid', ({ assert }) => {
    assert.equal(priceHint(once(1200), reader()), 'Pay once, keep it')
    assert.equal(priceHint(once(0), reader()), 'No card needed')
    assert.equal(priceHint(every(900, 'month'), reader()), 'Paid every month, cancel at any time')
    assert.equal(
      priceHint(every(900, 'week', 2), reader()),
      'Paid every 2 weeks, cancel at any time'
    )
  })
})
