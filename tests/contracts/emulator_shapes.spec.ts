import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { givenEmulator } from '#tests/unit/stripe_emulator/support'
import { differences } from '#tests/contracts/shape'
import { makeEverything } from '#tests/contracts/everything'

type Json = Record<string, unknown>

const fixtures = JSON.parse(
  readFileSync(new URL('stripe_fixtures.json', import.meta.url), 'utf8')
) as { resources: Record<string, Json> }

/**
 * Fields of the fixtures that the supported API version no longer has. The local Stripe must not have
 * them either, so that a store that reads them fails.
 */
const GONE: Record<string, string[]> = {
  invoice: ['subscription'],
}

const RESOURCES = Object.keys(fixtures.resources)

test.group('Object shapes of the local Stripe', () => {
  test("{$self} has the shape of Stripe's own fixture")
    .with(RESOURCES)
    .run(async (context, resource) => {
      const { assert } = context
      const { url, control, stripe } = await givenEmulator(context)
      const objects = await makeEverything(stripe, control, url)
      const shown = objects[resource]

      assert.isDefined(shown, `no ${resource} was created`)
      assert.deepEqual(differences(fixtures.resources[resource], shown, GONE[resource]), [])
    })

  test('fields that Stripe has removed are missing', async (context) => {
    const { assert } = context
    const { url, control, stripe } = await givenEmulator(context)
    const { invoice, subscription } = await makeEverything(stripe, control, url)

    assert.notProperty(invoice, 'subscription')
    assert.notProperty(invoice, 'payment_intent')
    assert.notProperty(subscription, 'current_period_end')
  })
})
