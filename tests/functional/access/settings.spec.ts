import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { givenOwnedFile, type OwnedFile } from '#tests/helpers/store/library'
import type { Visitor } from '#tests/helpers/store/visitor'
import { signedIn } from '#tests/helpers/store/signed_in'

test.group('The access settings of a product', (group) => {
  let owned: OwnedFile
  let buyer: Visitor

  group.each.setup(async () => {
    await cleanStoreAlone()
    owned = await givenOwnedFile()
    buyer = await signedIn(owned.user)
  })

  test('keep access during the grace days of the product', async ({ assert }) => {
    const { configuration, purchase } = owned
    const late = DateTime.utc().minus({ days: 5 })
    const lateness = [
      { status: 'active', currentPeriodEndsAt: late, pastDueSince: null },
      { status: 'past_due', currentPeriodEndsAt: null, pastDueSince: late },
    ] as const

    for (const values of lateness) {
      await purchase.merge({ isRecurring: true, ...values }).save()
      for (const [graceDays, isOpen] of [
        [null, false],
        [9, true],
        [0, false],
      ] as const) {
        await configuration.merge({ graceDays }).save()
        assert.equal(await isOpenEverywhere(), isOpen, `${values.status}, ${graceDays} days`)
      }
    }
  })

  test('end access after a full refund, unless the product says otherwise', async ({ assert }) => {
    await owned.purchase.merge({ status: 'refunded' }).save()
    assert.isFalse(await isOpenEverywhere())

    await owned.configuration.merge({ refundEndsAccess: false }).save()
    assert.isTrue(await isOpenEverywhere())
  })

  /** Whether the product is open; throws where the pages disagree. */
  async function isOpenEverywhere(): Promise<boolean> {
    const { address, configuration, purchase } = owned
    const page = `/products/${configuration.slug}/access`
    const opens = new RegExp(`href="${page}"`)
    const answers = [
      (await buyer.get(page)).status === 200,
      (await buyer.get(address)).status === 200,
      opens.test((await buyer.get('/purchases')).body),
      opens.test((await buyer.get(`/purchases/${purchase.reference}`)).body),
      (await buyer.get('/')).body.includes('You own this'),
    ]
    if (new Set(answers).size !== 1) {
      throw new Error(`The pages disagree:  ${answers.join(', ')}`)
    }
    return answers[0]
  }
})
