import { test } from '@japa/runner'
import i18nManager from '@adonisjs/i18n/services/main'
import { nameWithPrice, type NamedPrice, priceName } from '#catalogue/prices/price_name'

const ONCE: NamedPrice = {
  stripeId: 'price_1',
  currency: 'eur',
  unitAmount: 5900,
  interval: null,
  intervalCount: null,
  nickname: null,
}
const every = (interval: string, intervalCount = 1) => ({ ...ONCE, interval, intervalCount })

test.group('The name of a price', () => {
  test('{name}: {expected}')
    .with([
      { name: 'the only price', price: ONCE, several: false, expected: null },
      { name: 'the only subscription', price: every('month'), several: false, expected: null },
      {
        name: 'the only price, with a nickname',
        price: { ...ONCE, nickname: 'Early bird' },
        several: false,
        expected: 'Early bird',
      },
      {
        name: 'one of several with a nickname',
        price: { ...ONCE, nickname: 'Whole team' },
        several: true,
        expected: 'Whole team',
      },
      { name: 'one of several without', price: ONCE, several: true, expected: 'One-time, €59' },
      {
        name: 'a subscription with a nickname',
        price: { ...every('month'), nickname: 'Team' },
        several: true,
        expected: 'Team, monthly',
      },
      {
        name: 'a subscription whose nickname says how often',
        price: { ...every('year'), nickname: 'Yearly' },
        several: true,
        expected: 'Yearly',
      },
      { name: 'a monthly one', price: every('month'), several: true, expected: 'Monthly, €59' },
      {
        name: 'a quarterly one',
        price: every('month', 3),
        several: true,
        expected: 'Every 3 months, €59',
      },
      { name: 'a daily one', price: every('day'), several: true, expected: 'Daily, €59' },
      {
        name: 'a free one',
        price: { ...ONCE, unitAmount: 0 },
        several: true,
        expected: 'Free',
      },
      {
        name: 'one that the buyer names',
        price: { ...ONCE, unitAmount: null },
        several: true,
        expected: 'Name your price',
      },
      { name: 'a grant', price: { ...ONCE, stripeId: '' }, several: true, expected: null },
    ])
    .run(({ assert }, { price, several, expected }) => {
      assert.equal(priceName(price, several, i18nManager.locale('en')), expected)
    })

  test('has the amount in the format of its reader', ({ assert }) => {
    const name = priceName({ ...ONCE, unitAmount: 5950 }, true, i18nManager.locale('de'))
    assert.equal(name?.replace(/\s/g, ' '), 'One-time, 59,50 €')
  })

  test('appears beside the product only where it distinguishes something', ({ assert }) => {
    assert.equal(nameWithPrice('Icons', null), 'Icons')
    assert.equal(nameWithPrice('Icons', 'Icons'), 'Icons')
    assert.equal(nameWithPrice('Icons', 'Whole team'), 'Icons · Whole team')
  })
})
