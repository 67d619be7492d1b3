import { Readable } from 'node:stream'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { databaseTime } from '#database/columns'
import CheckInvariants from '#operations/check_invariants'
import { createRefund } from '#database/factories/purchase_factory'
import { givenStore } from '#tests/helpers/store/buying'
import { assertInvariants } from '#tests/helpers/store/invariants'
import { addRelease } from '#tests/helpers/store/library'
import { givenSale, type Sale } from '#tests/helpers/store/sale'

const LONG_AGO = databaseTime(DateTime.utc().minus({ days: 2 }))

/** How each invariant can be violated, and the message that reports it. */
const BREAKS: { rule: string; text: RegExp; break: (sale: Sale) => Promise<unknown> }[] = [
  {
    rule: 'I2',
    text: /no payment of it is known/,
    break: ({ purchase }) => db.from('payment_lines').where('purchase_id', purchase.id).delete(),
  },
  {
    rule: 'I2',
    text: /of the other mode/,
    break: ({ purchase }) => change('purchases', purchase.id, { livemode: true }),
  },
  {
    rule: 'I3',
    text: /there is no purchase/,
    break: () =>
      db
        .from('checkout_attempts')
        .update({ checkout_session_id: 'cs_test_lost', updated_at: LONG_AGO }),
  },
  {
    rule: 'I3',
    text: /nobody looked/,
    break: () => db.from('checkout_attempts').update({ status: 'open', expires_at: LONG_AGO }),
  },
  {
    rule: 'I4',
    text: /has ended/,
    break: ({ purchase }) =>
      change('purchases', purchase.id, { is_recurring: true, ended_at: LONG_AGO }),
  },
  { rule: 'I5', text: /More was given back/, break: (sale) => refund(sale, 1300) },
  { rule: 'I5', text: /active still/, break: (sale) => refund(sale, 1200) },
  {
    rule: 'I5',
    text: /parts of a payment/,
    break: () => db.from('payment_lines').increment('total_amount', 1),
  },
  {
    rule: 'I5',
    text: /parts of a refund/,
    break: async (sale) => {
      await refund(sale, 100)
      await db.from('refund_lines').increment('amount', 1)
    },
  },
  {
    rule: 'I5',
    text: /nothing was given back/,
    break: ({ purchase }) => change('purchases', purchase.id, { status: 'refunded' }),
  },
  { rule: 'I6', text: /no receipt/, break: () => db.from('mails').delete() },
  {
    rule: 'I6',
    text: /waited for more than an hour/,
    break: () => db.from('mails').update({ status: 'queued', created_at: LONG_AGO }),
  },
  {
    rule: 'I8',
    text: /bytes of a released file/,
    break: async ({ purchase }) => {
      await addRelease({
        configurationId: purchase.productConfigurationId,
        filename: 'book.pdf',
        stream: Readable.from([Buffer.from('book')]),
      })
      await db.from('file_releases').update({ missing_since: LONG_AGO })
    },
  },
  {
    rule: 'I11',
    text: /address that an account has confirmed/,
    break: async ({ buyer, purchase }) => {
      await change('users', buyer.user.id, { email_verified_at: LONG_AGO })
      await change('purchases', purchase.id, { user_id: null, buyer_email: buyer.user.email })
    },
  },
  {
    rule: 'I12',
    text: /does not say who/,
    break: ({ purchase }) =>
      change('purchases', purchase.id, { access_override: 'kept', override_at: LONG_AGO }),
  },
]

test.group('The invariants', (group) => {
  group.each.setup(() => givenStore())

  test('are kept by a store that sells', async ({ assert }) => {
    await givenSale()
    await givenSale('plan')
    await givenSale('sheet')
    await assertInvariants(assert)
  })

  test('are reported when violated: {rule}, {text}')
    .with(BREAKS)
    .run(async ({ assert }, { rule, text, break: breakIt }) => {
      await breakIt(await givenSale())

      const violations = await new CheckInvariants().handle()

      const found = violations.filter((violation) => text.test(violation.text))
      assert.lengthOf(found, 1, JSON.stringify(violations))
      assert.equal(found[0].rule, rule)
    })
})

function change(table: string, id: number, values: Record<string, unknown>) {
  return db.from(table).where('id', id).update(values)
}

async function refund({ purchase }: Sale, amount: number) {
  const [payment] = await purchase.related('payments').query()
  await createRefund(purchase, payment, { amount })
}
