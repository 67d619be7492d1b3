import { test } from '@japa/runner'
import fc from 'fast-check'
import type Stripe from 'stripe'
import { dividePayments } from '#purchases/fulfilment/divide_payments'
import { soldProducts } from '#purchases/fulfilment/sold_products'
import { divideAmount } from '#shared/money'
import type { PaidLine } from '#stripe/payment_gateway'
import { CREATED, EXPECTED, facts, item, payment } from '#tests/helpers/stripe/checkout_facts'

const CURRENCIES = ['usd', 'jpy', 'kwd', 'isk', 'huf']
const STEPS: Record<string, number> = { kwd: 10, isk: 100 }

test.group('An amount that is divided', () => {
  const weights = fc.array(fc.nat({ max: 10_000_000 }), { minLength: 1, maxLength: 8 })
  const currency = fc.constantFrom(...CURRENCIES)

  test('adds up exactly, and each part can be charged where the whole can', ({ assert }) => {
    fc.assert(
      fc.property(fc.nat({ max: 99_999_999 }), weights, currency, (steps, shares, of) => {
        const step = STEPS[of] ?? 1
        const parts = divideAmount(steps * step, shares, of)
        assert.lengthOf(parts, shares.length)
        assert.equal(
          parts.reduce((sum, part) => sum + part, 0),
          steps * step
        )
        assert.isTrue(parts.every((part) => part >= 0 && part % step === 0))
      })
    )
  })

  test('is in proportion, but for one unit', ({ assert }) => {
    fc.assert(
      fc.property(fc.nat({ max: 99_999_999 }), weights, (amount, shares) => {
        const sum = shares.reduce((total, share) => total + share, 0)
        fc.pre(sum > 0)
        const parts = divideAmount(amount, shares, 'usd')
        for (const [index, share] of shares.entries()) {
          assert.isBelow(Math.abs(parts[index] - (amount * share) / sum), 1.000001)
        }
      })
    )
  })

  test('goes to the first where nothing has a weight', ({ assert }) => {
    assert.deepEqual(divideAmount(700, [0, 0, 0], 'usd'), [700, 0, 0])
    assert.deepEqual(divideAmount(700, [], 'usd'), [])
  })

  test('keeps an amount that could not be charged as it is', ({ assert }) => {
    assert.deepEqual(divideAmount(15, [1, 1], 'kwd'), [8, 7])
  })

  test('gives what rounding leaves to those that lost most', ({ assert }) => {
    assert.deepEqual(divideAmount(100, [1, 1, 1], 'usd'), [34, 33, 33])
    assert.deepEqual(divideAmount(10, [6, 6, 7], 'usd'), [3, 3, 4])
    assert.deepEqual(divideAmount(5, [0, 3, 0], 'usd'), [0, 5, 0])
  })
})

test.group('The payment of several products', () => {
  const amounts = fc.array(fc.nat({ max: 50_000 }), { minLength: 1, maxLength: 5 })
  const refunds = fc.array(
    fc.record({
      amount: fc.integer({ min: 1, max: 60_000 }),
      status: fc.constantFrom('succeeded', 'pending', 'failed', 'canceled'),
      of: fc.nat({ max: 6 }),
    }),
    { maxLength: 5 }
  )

  test('is divided so that the parts add up to it, whatever its lines say', ({ assert }) => {
    const line = fc.record({
      of: fc.nat({ max: 6 }),
      subtotalAmount: fc.integer({ min: -5000, max: 50_000 }),
      discountAmount: fc.nat({ max: 1000 }),
      taxAmount: fc.nat({ max: 1000 }),
    })
    const lines = fc.array(line, { maxLength: 6 })
    fc.assert(
      fc.property(amounts, fc.nat({ max: 200_000 }), lines, (costs, amount, list) => {
        const invoice = list.map(({ of, ...one }) => lineOf(`prod_${of}`, one))
        const [divided] = divide(costs, { amount, lines: invoice })
        assert.equal(sumOf(divided.parts.map(({ totalAmount }) => totalAmount)), amount)
        assert.isTrue(divided.parts.every(({ totalAmount }) => totalAmount >= 0))
        assert.isAbove(divided.parts.length, 0)
      })
    )
  })

  test('is divided as the lines of the session are', ({ assert }) => {
    fc.assert(
      fc.property(amounts, (costs) => {
        const [{ parts }] = divide(costs, {})
        assert.deepEqual(
          parts.map(({ product, totalAmount }) => [product.productStripeId, totalAmount]),
          costs.map((cost, index) => [`prod_${index + 1}`, cost])
        )
      })
    )
  })

  test('has refunds whose parts add up, and give no product more than it cost', ({ assert }) => {
    fc.assert(
      fc.property(amounts, refunds, (costs, list) => {
        const given = possible(costs, list)
        const [{ parts, refunds: divided, payment: whole }] = divide(costs, { refunds: given })
        for (const { id, amount } of given) {
          const to = divided.get(id)
          assert.isTrue(to === undefined || sumOf(to.map((part) => part.amount)) === amount)
        }
        for (const { product, totalAmount } of parts) {
          const back = given
            .filter(({ status }) => status === 'succeeded' || status === 'pending')
            .flatMap(({ id }) => divided.get(id) ?? [])
            .filter((part) => part.product === product)
          assert.isAtMost(sumOf(back.map(({ amount }) => amount)), totalAmount)
        }
        const back = sumOf(given.filter(isBack).map(({ amount }) => amount))
        if (back === whole.amount && back > 0) {
          assert.isTrue(given.filter(isBack).every(({ id }) => divided.has(id)))
        }
      }),
      { numRuns: 1000 }
    )
  })

  test('is divided the same in whatever order Stripe lists refunds', ({ assert }) => {
    fc.assert(
      fc.property(amounts, refunds, (costs, list) => {
        const given = possible(costs, list)
        const partsOf = (some: Stripe.Refund[]) => {
          const [{ refunds: divided }] = divide(costs, { refunds: some })
          return given.map(({ id }) =>
            (divided.get(id) ?? []).map(({ product, amount }) => [product.productStripeId, amount])
          )
        }
        assert.deepEqual(partsOf(given.toReversed()), partsOf(given))
      })
    )
  })

  test('has a refund that is for {what}')
    .with([
      {
        what: 'everything',
        refunds: [[1700]],
        parts: [
          [
            ['prod_1', 1200],
            ['prod_2', 500],
          ],
        ],
      },
      { what: 'exactly one', refunds: [[500]], parts: [[['prod_2', 500]]] },
      { what: 'nobody knows what', refunds: [[300]], parts: [[]] },
      { what: 'what it names', refunds: [[300, 'prod_2']], parts: [[['prod_2', 300]]] },
      {
        what: 'what is left of everything',
        refunds: [[500], [1200]],
        parts: [[['prod_2', 500]], [['prod_1', 1200]]],
      },
      {
        what: 'what nobody knew, once everything went back',
        refunds: [[300], [1400]],
        parts: [
          [['prod_1', 300]],
          [
            ['prod_1', 900],
            ['prod_2', 500],
          ],
        ],
      },
      {
        what: 'one that has less left, and the rest for the other',
        refunds: [
          [400, 'prod_2'],
          [300, 'prod_2'],
        ],
        parts: [
          [['prod_2', 400]],
          [
            ['prod_2', 100],
            ['prod_1', 200],
          ],
        ],
      },
      { what: 'a product that is not in it', refunds: [[300, 'prod_9']], parts: [[]] },
    ] as { what: string; refunds: [number, string?][]; parts: [string, number][][] }[])
    .run(({ assert }, { refunds: list, parts }) => {
      const given = list.map(([amount, product], index) =>
        refundOf({ id: `re_${index}`, amount, status: 'succeeded', product, at: index })
      )
      const [{ refunds: divided }] = divide([1200, 500], { refunds: given })
      assert.deepEqual(
        given.map(({ id }) =>
          (divided.get(id) ?? []).map(({ product, amount }) => [product.productStripeId, amount])
        ),
        parts
      )
    })

  test('has refunds that staff have decided about', ({ assert }) => {
    const refund = refundOf({ id: 're_1', amount: 300, status: 'succeeded', at: 0 })
    const [{ refunds: divided }] = divide(
      [1200, 500],
      { refunds: [refund] },
      new Map([['re_1', 'prod_2']])
    )
    assert.equal(divided.get('re_1')![0].product.productStripeId, 'prod_2')
  })

  test('of two equal products leaves a refund of one of them open', ({ assert }) => {
    const refund = refundOf({ id: 're_1', amount: 500, status: 'succeeded', at: 0 })
    const [{ refunds: divided }] = divide([500, 500], { refunds: [refund] })
    assert.isFalse(divided.has('re_1'))
  })
})

interface GivenPayment {
  /** What was paid; default: what all products cost. */
  amount?: number
  lines?: PaidLine[]
  refunds?: Stripe.Refund[]
}

/** Divides the payment of products that cost so much. */
function divide(
  costs: number[],
  { amount = sumOf(costs), lines, refunds = [] }: GivenPayment,
  decided = new Map<string, string>()
) {
  const checkout = facts({
    lineItems: costs.map((cost, index) =>
      item({
        id: `li_${index + 1}`,
        amount_subtotal: cost,
        price: { id: `price_${index + 1}`, product: `prod_${index + 1}`, unit_amount: cost },
      })
    ),
    payments: [payment({ amount, lines: lines ?? null, refunds })],
  })
  const others = costs.slice(1).map((_, index) => `prod_${index + 2}`)
  const products = soldProducts(checkout, { ...EXPECTED, otherProducts: new Set(others) })
  return dividePayments(checkout, products, decided)
}

function lineOf(productStripeId: string, amounts: Record<string, number>): PaidLine {
  const { subtotalAmount, discountAmount, taxAmount } = amounts
  const totalAmount = subtotalAmount - discountAmount + taxAmount
  return {
    productStripeId,
    subscriptionItemId: null,
    subtotalAmount,
    discountAmount,
    taxAmount,
    totalAmount,
  }
}

/** Refunds as Stripe allows them: together no more than was paid. Some name a product. */
function possible(
  costs: number[],
  list: { amount: number; status: string; of: number }[]
): Stripe.Refund[] {
  let left = sumOf(costs)
  const made: Stripe.Refund[] = []
  for (const [index, { amount, status, of }] of list.entries()) {
    const most = Math.min(amount, left)
    const product = of < costs.length ? `prod_${of + 1}` : undefined
    const isWhole = of === 6
    const sum = isWhole ? left : of === 5 ? Math.min(left, costs[index % costs.length]) : most
    if (sum > 0) {
      const refund = refundOf({ id: `re_${index}`, amount: sum, status, product, at: index })
      made.push(refund)
      left -= isBack(refund) ? sum : 0
    }
  }
  return made
}

function refundOf(given: {
  id: string
  amount: number
  status: string
  product?: string
  at: number
}): Stripe.Refund {
  const { id, amount, status, product, at } = given
  const metadata = product ? { product } : {}
  return { id, amount, status, metadata, reason: null, created: CREATED + at } as never
}

function isBack({ status }: Stripe.Refund): boolean {
  return status === 'succeeded' || status === 'pending'
}

function sumOf(amounts: number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}
