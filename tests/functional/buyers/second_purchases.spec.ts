import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { addressBuyer } from '#buyers/buyer'
import FindUnsettledCharges from '#purchases/subscriptions/find_unsettled_charges'
import FindRunningSubscription from '#purchases/subscriptions/find_running_subscription'
import ResumeMissedWork from '#operations/resume_missed_work'
import Mail from '#models/mail'
import Purchase from '#models/purchase'
import { givenStore, openSession, givenBuyer, deliverEvents } from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'
import { givenTwoSubscriptions } from '#tests/helpers/store/second_purchases'

const EMAIL = 'guest@example.com'

test.group('Second purchases of an address', (group) => {
  group.each.setup(() => givenStore())

  test('are settled where both were paid by accident, and the address gets the mail', async ({
    assert,
  }) => {
    const buyer = await givenBuyer()
    const sessions = [
      await openSession(buyer, 'course'),
      await openSession(buyer, 'course', { price_id: 'price_course_team' }),
    ]
    for (const session of sessions) {
      await emulator.pay(session)
    }
    await deliverEvents()
    await giveAll(EMAIL)

    const sweep = await app.container.make(ResumeMissedWork)
    await sweep.handle()
    await deliverEvents()

    const mails = await Mail.query().whereLike('kind', 'paid_twice%')
    assert.deepEqual(
      mails.map(({ recipient, userId }) => [recipient, userId]),
      [[EMAIL, null]]
    )
    const purchases = await Purchase.query().orderBy('id')
    assert.deepEqual(
      purchases.map(({ status }) => status),
      ['active', 'refunded']
    )
  })

  test('that are both charged need attention, and those of two addresses do not', async ({
    assert,
  }) => {
    const { first, second } = await givenTwoSubscriptions()
    const listed = async () =>
      (await new FindUnsettledCharges().handle()).map(({ reference }) => reference)
    const running = () =>
      new FindRunningSubscription().handle({
        buyer: addressBuyer(EMAIL),
        productConfigurationId: first.productConfigurationId,
        except: second.id,
      })
    await giveAll(EMAIL)
    assert.deepEqual(await listed(), [second.reference])
    assert.equal((await running())?.id, first.id)

    await first.merge({ userId: null, buyerEmail: 'other@example.com' }).save()

    assert.deepEqual(await listed(), [])
    assert.isNull(await running())
  })
})

/** Makes every purchase one of an address. */
async function giveAll(email: string) {
  await Purchase.query().update({ userId: null, buyerEmail: email })
}
