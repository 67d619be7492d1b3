import { test } from '@japa/runner'
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { PURCHASE_STATUSES } from '#models/purchase_status'
import { type JudgedPurchase, judgePurchase } from '#access/access_rules'
import { ACCESS_CASES, GRACE_DAYS } from '#tests/helpers/store/access_truth_table'

const NOW = DateTime.fromISO('2026-06-15T12:00:00.000Z', { zone: 'utc' })
const INSTANT = { milliseconds: 1 }
const SETTINGS = { graceDays: GRACE_DAYS }

function purchase(values: Partial<JudgedPurchase>): JudgedPurchase {
  return {
    status: 'active',
    isRecurring: false,
    currentPeriodEndsAt: null,
    cancelsAt: null,
    collectionPause: null,
    collectionResumesAt: null,
    paidUntil: null,
    pastDueSince: null,
    accessOverride: null,
    overrideEndsAt: null,
    ...values,
  }
}

test.group('Access rules', () => {
  test('{title}: {code}')
    .with(ACCESS_CASES)
    .run(({ assert }, { purchase: values, allowed, code }) => {
      const judgement = judgePurchase(
        purchase(values as Partial<JudgedPurchase>),
        SETTINGS,
        DateTime.utc()
      )
      assert.containsSubset(judgement, { allowed, code })
    })

  test('{title} ends exactly on time')
    .with([
      { title: 'a cancelled subscription', values: { cancelsAt: NOW }, ends: NOW },
      {
        title: 'the grace of a renewal',
        values: { currentPeriodEndsAt: NOW },
        ends: NOW.plus({ days: GRACE_DAYS }),
      },
      {
        title: 'the grace of an unpaid renewal',
        values: { status: 'past_due', pastDueSince: NOW, currentPeriodEndsAt: NOW },
        ends: NOW.plus({ days: GRACE_DAYS }),
      },
      {
        title: 'what was paid before payments were paused',
        values: {
          currentPeriodEndsAt: NOW.plus({ days: 30 }),
          collectionPause: 'void',
          paidUntil: NOW,
        },
        ends: NOW,
      },
      {
        title: 'a subscription that renews and ends within the grace',
        values: { currentPeriodEndsAt: NOW.minus({ days: 1 }), cancelsAt: NOW },
        ends: NOW,
      },
      {
        title: 'what staff kept',
        values: { status: 'refunded', accessOverride: 'kept', overrideEndsAt: NOW },
        ends: NOW,
      },
      { title: 'a grant', values: { isRecurring: false, overrideEndsAt: NOW }, ends: NOW },
    ])
    .run(({ assert }, { values, ends }) => {
      const row = purchase({ isRecurring: true, ...values })

      const before = judgePurchase(row, SETTINGS, ends.minus(INSTANT))
      assert.isTrue(before.allowed)
      assert.equal(before.until?.toISO(), ends.toISO())
      assert.isFalse(judgePurchase(row, SETTINGS, ends).allowed)
    })

  test('an unknown status gives no access, one-time and recurring', ({ assert }) => {
    for (const isRecurring of [false, true]) {
      const row = purchase({ status: 'perhaps', isRecurring, currentPeriodEndsAt: NOW })
      assert.containsSubset(judgePurchase(row, SETTINGS, NOW), {
        allowed: false,
        code: 'unknown_status',
      })
    }
  })

  test('an unknown override gives no access', ({ assert }) => {
    assert.isFalse(judgePurchase(purchase({ accessOverride: 'maybe' }), SETTINGS, NOW).allowed)
  })

  test('a refund keeps access when the product says so', ({ assert }) => {
    const row = purchase({ status: 'refunded' })
    assert.isTrue(judgePurchase(row, { ...SETTINGS, refundEndsAccess: false }, NOW).allowed)
  })

  test('that setting affects refunds only')
    .with(PURCHASE_STATUSES.filter((status) => !['active', 'refunded'].includes(status)))
    .run(({ assert }, status) => {
      const settings = { ...SETTINGS, refundEndsAccess: false }
      assert.isFalse(judgePurchase(purchase({ status }), settings, NOW).allowed)
    })

  test('at the very end of {title}: {code}')
    .with([
      { title: 'a period', values: { currentPeriodEndsAt: NOW }, code: 'grace' },
      {
        title: 'a trial',
        values: { currentPeriodEndsAt: NOW.plus({ days: 30 }), trialEndsAt: NOW },
        code: 'renewing',
      },
      {
        title: 'an unpaid renewal of which nobody knows since when',
        values: { status: 'past_due', pastDueSince: null },
        code: 'past_due_over',
      },
    ])
    .run(({ assert }, { values, code }) => {
      assert.equal(
        judgePurchase(purchase({ isRecurring: true, ...values }), SETTINGS, NOW).code,
        code
      )
    })

  test('a pause that ends by itself opens the access again then', ({ assert }) => {
    const resumes = NOW.plus({ days: 10 })
    const row = purchase({
      isRecurring: true,
      currentPeriodEndsAt: NOW.plus({ days: 30 }),
      collectionPause: 'void',
      collectionResumesAt: resumes,
      paidUntil: NOW.minus({ days: 1 }),
    })

    assert.containsSubset(judgePurchase(row, SETTINGS, resumes.minus(INSTANT)), {
      allowed: false,
      code: 'paused_over',
      until: resumes,
    })
    assert.containsSubset(judgePurchase(row, SETTINGS, resumes), {
      allowed: true,
      code: 'renewing',
    })
  })

  test('access kept by staff lasts at least as long as what was paid', ({ assert }) => {
    const row = purchase({ accessOverride: 'kept', overrideEndsAt: NOW.plus({ days: 1 }) })
    assert.isNull(judgePurchase(row, SETTINGS, NOW).until)
  })

  test('given access ends exactly when it says, for any row', ({ assert }) => {
    const time = fc.option(
      fc.integer({ min: -40, max: 40 }).map((hours) => NOW.plus({ hours: hours * 6 })),
      { nil: null }
    )
    const row = fc.record<JudgedPurchase>({
      status: fc.constantFrom(...PURCHASE_STATUSES),
      isRecurring: fc.boolean(),
      currentPeriodEndsAt: time,
      cancelsAt: time,
      collectionPause: fc.constantFrom(null, 'void'),
      collectionResumesAt: time,
      paidUntil: time,
      pastDueSince: time,
      accessOverride: fc.constantFrom(null, 'kept', 'revoked'),
      overrideEndsAt: time,
    })
    fc.assert(
      fc.property(row, (values) => {
        const { allowed, until } = judgePurchase(values, SETTINGS, NOW)
        if (allowed && until !== null) {
          assert.isTrue(judgePurchase(values, SETTINGS, until.minus(INSTANT)).allowed)
          assert.isFalse(judgePurchase(values, SETTINGS, until).allowed)
        }
        if (allowed && until === null) {
          assert.isTrue(judgePurchase(values, SETTINGS, NOW.plus({ years: 50 })).allowed)
        }
      }),
      { numRuns: 2000 }
    )
  })
})
