import { readFile, writeFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import { DEFAULT_SETTINGS, type Settings } from '#stripe_emulator/settings'
import {
  givenEmulator,
  press,
  saveSettings,
  temporaryFile,
} from '#tests/unit/stripe_emulator/support'

/** Another value than the default for each. */
const CHANGED: Settings = {
  chargesEnabled: false,
  customDomain: 'https://pay.example.com',
  refusedEmails: ['jo@exämple.com', 'al@example.com'],
  isPortalSetUp: false,
  portalPlans: 'all_products',
  buyerCurrency: 'jpy',
  taxPercents: { default: 7.7, prod_book: 0 },
  hasAdaptivePricing: true,
  billingMode: 'classic',
  refunds: 'requires_action',
  fees: 'a_minute_later',
  settlementCurrency: 'usd',
  disputedAfterClosing: 'cleared',
  listedPrices: 'all',
  chargesOfDeletedCustomers: 'refused',
}

const REFUSED: { changes: Record<string, string>; message: string }[] = [
  { changes: { customDomain: 'pay' }, message: 'A custom domain looks like' },
  { changes: { buyerCurrency: 'euro' }, message: 'Enter a currency' },
  { changes: { taxPercents: 'default' }, message: 'Enter tax percentages' },
  { changes: { refunds: 'gone' }, message: 'Choose one of succeeded, pending, requires_action' },
]

test.group('The settings of the local Stripe', () => {
  test('change by name, and a reset restores the defaults', async (context) => {
    const { assert } = context
    const { control } = await givenEmulator(context)

    assert.deepEqual(await control.changeSettings({}), DEFAULT_SETTINGS)
    const one = await control.changeSettings({ fees: 'a_minute_later' })
    const both = await control.changeSettings({ buyerCurrency: 'gbp' })
    await control.reset()

    assert.deepEqual(one, { ...DEFAULT_SETTINGS, fees: 'a_minute_later' })
    assert.deepEqual(both, { ...one, buyerCurrency: 'gbp' })
    assert.deepEqual(await control.changeSettings({}), DEFAULT_SETTINGS)
  })

  test('the form of the dashboard shows and saves each of them')
    .with([DEFAULT_SETTINGS, CHANGED])
    .run(async (context, settings) => {
      const { assert } = context
      const { control, url } = await givenEmulator(context)
      await control.changeSettings(settings)

      const page = await saveSettings(url)

      assert.include(page, 'Saved.')
      assert.deepEqual(await control.changeSettings({}), settings)
    })

  test('the form changes text, choices and boxes', async (context) => {
    const { assert } = context
    const { control, url } = await givenEmulator(context)

    await saveSettings(url, {
      customDomain: ' https://pay.example.com/ ',
      refusedEmails: ' jo@exämple.com  al@example.com',
      buyerCurrency: 'JPY',
      hasAdaptivePricing: 'on',
      chargesEnabled: '',
      refunds: 'pending',
    })

    assert.deepEqual(await control.changeSettings({}), {
      ...DEFAULT_SETTINGS,
      customDomain: 'https://pay.example.com',
      refusedEmails: ['jo@exämple.com', 'al@example.com'],
      buyerCurrency: 'jpy',
      hasAdaptivePricing: true,
      chargesEnabled: false,
      refunds: 'pending',
    })
  })

  test('the form refuses what a setting cannot be')
    .with(REFUSED)
    .run(async (context, { changes, message }) => {
      const { assert } = context
      const { control, url } = await givenEmulator(context)

      assert.include(await saveSettings(url, changes), message)
      assert.include(await press(url, 'settings', { refunds: 'pending' }), 'Choose one of')
      assert.deepEqual(await control.changeSettings({}), DEFAULT_SETTINGS)
    })

  test('are kept across a restart', async (context) => {
    const { assert } = context
    const stateFile = await temporaryFile(context, 'state.json')
    const first = await givenEmulator(context, { stateFile })
    await first.control.changeSettings(CHANGED)
    await first.emulator.stop()

    const { control } = await givenEmulator(context, { stateFile })

    assert.deepEqual(await control.changeSettings({}), CHANGED)
  })

  test('are read from the file of an older version, and saved as of this one', async (context) => {
    const { assert } = context
    const stateFile = await temporaryFile(context, 'state.json')
    const store = {
      products: [{ id: 'prod_1', object: 'product', name: 'Field notes', images: [] }],
      markets: [{ id: 'market', buyerCurrency: 'jpy', hasAdaptivePricing: true }],
      billingSettings: [{ id: 'billing', billingMode: 'classic', refunds: 'pending' }],
      accountSettings: [{ id: 'account', chargesEnabled: false }],
      settings: [{ id: 'settings', listedPrices: 'all' }],
    }
    await writeFile(stateFile, JSON.stringify({ version: 1, store }))

    const { control, stripe, emulator } = await givenEmulator(context, { stateFile })
    const settings = await control.changeSettings({})
    const { name } = await stripe.products.retrieve('prod_1')
    await emulator.stop()
    const again = await givenEmulator(context, { stateFile })

    const expected = {
      ...DEFAULT_SETTINGS,
      buyerCurrency: 'jpy',
      hasAdaptivePricing: true,
      billingMode: 'classic',
      refunds: 'pending',
      chargesEnabled: false,
      listedPrices: 'all',
    }
    assert.equal(name, 'Field notes')
    assert.deepEqual(settings, expected)
    assert.deepEqual(await again.control.changeSettings({}), expected)
    assert.notProperty(JSON.parse(await readFile(stateFile, 'utf8')).store, 'billingSettings')
  })

  test('a file of a version that is not known is refused', async (context) => {
    const { assert } = context
    const stateFile = await temporaryFile(context, 'state.json')
    await writeFile(stateFile, JSON.stringify({ version: 3, store: {} }))

    await assert.rejects(() => givenEmulator(context, { stateFile }), /another version; delete it/)
  })
})
