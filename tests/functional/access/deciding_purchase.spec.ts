import { test } from '@japa/runner'
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { createProduct } from '#database/factories/product_factory'
import { UserFactory } from '#database/factories/user_factory'
import { accountBuyer, addressBuyer, type Buyer } from '#buyers/buyer'
import { ofBuyer } from '#buyers/purchases_of'
import { type Judgement, judgePurchase } from '#access/access_rules'
import FindAccess, { accessSettings } from '#access/find_access'
import ListOwned from '#access/list_owned'
import Purchase from '#models/purchase'
import { PURCHASE_STATUSES } from '#models/purchase_status'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { countQueries } from '#tests/helpers/store/count_queries'
import { givenManyPurchases } from '#tests/helpers/store/many_purchases'

const NOW = DateTime.utc(2026, 11, 20, 12)

/** Within the grace of every product of these tests, before and after, or exactly now. */
const time = fc.option(
  fc.integer({ min: -30, max: 30 }).map((step) => NOW.plus({ hours: step * 6 })),
  { nil: null }
)

const purchase = fc.record({
  status: fc.constantFrom(...PURCHASE_STATUSES, 'active', 'active', 'past_due'),
  is_recurring: fc.boolean(),
  purchased_at: fc.integer({ min: 0, max: 2 }).map((days) => NOW.minus({ days: 40 + days })),
  current_period_ends_at: time,
  cancels_at: time,
  collection_pause: fc.constantFrom(null, null, 'void', 'keep_as_draft'),
  collection_resumes_at: time,
  paid_until: time,
  past_due_since: time,
  access_override: fc.constantFrom(null, null, 'revoked', 'kept'),
  override_ends_at: time,
})

const story = fc.record({
  graceDays: fc.constantFrom(null, 0, 3),
  refundEndsAccess: fc.boolean(),
  purchases: fc.array(purchase, { minLength: 1, maxLength: 5 }),
})

/** The rule: the access that lasts longest; where none is allowed, or several last as long, the newest. */
function longest(judged: { purchase: Purchase; judgement: Judgement }[]) {
  const end = ({ judgement }: { judgement: Judgement }) =>
    judgement.allowed ? (judgement.until?.toMillis() ?? Infinity) : -1
  return judged.toSorted(
    (one, other) =>
      (end(one) === end(other) ? 0 : end(other) - end(one)) ||
      +other.purchase.purchasedAt - +one.purchase.purchasedAt ||
      other.purchase.id - one.purchase.id
  )[0]
}

test.group('The purchase that decides', (group) => {
  group.setup(() => cleanStoreAlone())

  test('is the one that gives access longest, whatever the purchases are: {type}')
    .with([
      { type: 'of an account', address: null },
      { type: 'of an address', address: 'guest@example.com' },
    ])
    .run(async ({ assert }, { address }) => {
      const user = await UserFactory.create()
      const buyer: Buyer = address === null ? accountBuyer(user) : addressBuyer(address)
      const own = address === null ? {} : { user_id: null, buyer_email: address }
      const others = address === null ? { user_id: null, buyer_email: user.email } : {}
      for (const { purchases, ...settings } of fc.sample(story, 150)) {
        const { configuration } = await createProduct({ configuration: settings })
        await givenManyPurchases(
          user.id,
          configuration.id,
          purchases
            .map((row) =>
              Object.fromEntries(
                Object.entries(row).map(([name, value]) => [
                  name,
                  DateTime.isDateTime(value) ? value.toJSDate() : value,
                ])
              )
            )
            .flatMap((row) => [
              { ...row, ...own },
              { access_override: 'kept', ...others },
            ])
        )
        const rows = await Purchase.query()
          .where('productConfigurationId', configuration.id)
          .where(ofBuyer(buyer))
        const expected = longest(
          rows.map((row) => ({
            purchase: row,
            judgement: judgePurchase(row, accessSettings(configuration), NOW),
          }))
        )

        const access = await new FindAccess().handle({
          buyer,
          product: { id: configuration.id },
          now: NOW,
        })
        const told = JSON.stringify({ settings, purchases })
        assert.equal(access.purchase?.id, expected.purchase.id, told)
        assert.equal(access.code, expected.judgement.code, told)
        assert.equal(access.until?.toMillis(), expected.judgement.until?.toMillis(), told)

        const owned = await new ListOwned().handle({
          buyer,
          configurationIds: [configuration.id],
          now: NOW,
        })
        assert.equal(owned.has(configuration.id), access.allowed, told)
      }
    })
    .timeout(60_000)

  test('is the newest where none gives access, although one has no period and no end', async ({
    assert,
  }) => {
    const user = await UserFactory.create()
    const { configuration } = await createProduct()
    await givenManyPurchases(user.id, configuration.id, [
      { status: 'pending', purchased_at: NOW.minus({ days: 1 }).toJSDate() },
      { is_recurring: true, status: 'active', current_period_ends_at: null, cancels_at: null },
      { is_recurring: true, status: 'past_due', past_due_since: null, cancels_at: null },
    ])

    const access = await new FindAccess().handle({
      buyer: accountBuyer(user),
      product: { id: configuration.id },
      now: NOW,
    })

    assert.equal(access.code, 'pending')
  })

  test('is the only one read among ten thousand: {type}')
    .with([
      { type: 'of an account', address: null },
      { type: 'of an address', address: 'guest@example.com' },
    ])
    .run(async ({ assert }, { address }) => {
      const user = await UserFactory.create()
      const buyer: Buyer = address === null ? accountBuyer(user) : addressBuyer(address)
      const own = address === null ? {} : { user_id: null, buyer_email: address }
      const { configuration } = await createProduct()
      const ends = NOW.plus({ days: 90 }).toJSDate()
      await givenManyPurchases(user.id, configuration.id, [
        { is_recurring: true, cancels_at: ends, ...own },
        ...Array.from({ length: 9_999 }, (_, index) => ({
          is_recurring: true,
          status: index % 2 === 0 ? 'active' : 'refunded',
          current_period_ends_at: NOW.plus({ minutes: index }).toJSDate(),
          ...own,
        })),
      ])
      const input = { buyer, product: { id: configuration.id }, now: NOW }
      const cost = await countQueries(() => new FindAccess().handle(input))

      assert.equal(cost.result.code, 'cancelling')
      assert.lengthOf(cost.queries, 3)
      assert.equal(cost.rows, 3)
    })
    .timeout(60_000)
})
