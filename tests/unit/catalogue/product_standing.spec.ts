import { test } from '@japa/runner'
import {
  hiddenBy,
  isForSale,
  isHidden,
  productStanding,
  STANDINGS,
} from '#catalogue/product_standing'
import { NOW, STANDING_CASES } from '#tests/helpers/store/standings'

test.group('Where a product stands', () => {
  test('{title}: {standing}')
    .with(STANDING_CASES)
    .run(({ assert }, { facts, standing }) => {
      assert.equal(productStanding(facts, NOW), standing)
      assert.equal(hiddenBy(facts, NOW), isHidden(standing) ? standing : null)
    })

  test('the table has a case for each place', ({ assert }) => {
    assert.sameMembers([...new Set(STANDING_CASES.map(({ standing }) => standing))], [...STANDINGS])
  })

  test('what is for sale is never hidden', ({ assert }) => {
    assert.deepEqual(STANDINGS.filter(isForSale), ['unlisted', 'on_sale'])
    assert.isEmpty(STANDINGS.filter(isForSale).filter(isHidden))
  })
})
