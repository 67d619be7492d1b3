import { test } from '@japa/runner'
import {
  hiddenBy,
  isForSale,
  isHidden,
  productStanding,
  STANDINGS,
} from '#catalogue/product_standing'
import { NOW, STANDING_CASES } from '#tests/helpers/store/standings'

test.group('The standing of a product', () => {
  test('{title}: {standing}')
    .with(STANDING_CASES)
    .run(({ assert }, { facts, standing }) => {
      assert.equal(productStanding(facts, NOW), standing)
      assert.equal(hiddenBy(facts, NOW), isHidden(standing) ? standing : null)
    })

  test('has a case in the table for each value', ({ assert }) => {
    assert.sameMembers([...new Set(STANDING_CASES.map(({ standing }) => standing))], [...STANDINGS])
  })

  test('is never hidden when the product is for sale', ({ assert }) => {
    assert.deepEqual(STANDINGS.filter(isForSale), ['unlisted', 'on_sale'])
    assert.isEmpty(STANDINGS.filter(isForSale).filter(isHidden))
  })
})
