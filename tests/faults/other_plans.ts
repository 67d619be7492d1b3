import app from '@adonisjs/core/services/app'
import SyncCatalogue from '#catalogue/sync/sync_catalogue'
import type { CatalogueProduct } from '#stripe_emulator/catalogue/types'
import { CATALOGUE } from '#tests/helpers/store/buying'
import { emulator, WEBHOOK_SECRET } from '#tests/helpers/stripe/emulator'

const monthly = { interval: 'month' } as const

/** What a subscription to the plan can be changed to, and is sold here, too. */
const STUDIO: CatalogueProduct = {
  id: 'prod_studio',
  name: 'Studio',
  prices: [
    { id: 'price_studio', currency: 'usd', unit_amount: 2000, recurring: monthly },
    {
      id: 'price_studio_year',
      currency: 'usd',
      unit_amount: 20_000,
      recurring: { interval: 'year' },
    },
  ],
  default_price: 'price_studio',
}

/** What else is sold once, to be bought together with others. */
const TRIFLES: CatalogueProduct[] = [
  {
    id: 'prod_guide',
    name: 'Guide',
    prices: [{ id: 'price_guide', currency: 'usd', unit_amount: 700 }],
    default_price: 'price_guide',
  },
  {
    id: 'prod_map',
    name: 'Map',
    prices: [{ id: 'price_map', currency: 'usd', unit_amount: 333 }],
    default_price: 'price_map',
  },
]

/** What a subscription can be changed to, and the store does not know. */
const ELSEWHERE: CatalogueProduct = {
  id: 'prod_elsewhere',
  name: 'Elsewhere',
  prices: [{ id: 'price_elsewhere', currency: 'usd', unit_amount: 1500, recurring: monthly }],
  default_price: 'price_elsewhere',
}

/** The catalogue with the other plans and trifles. */
export const CATALOGUE_WITH_PLANS = [...CATALOGUE, ...TRIFLES, STUDIO, ELSEWHERE]

/** The prices that a subscription may be changed to. */
export const PLANS = ['price_plan', 'price_studio', 'price_studio_year', 'price_elsewhere']

/**
 * Makes the other plans known at Stripe, and but for one in the store.
 * @param webhookUrl where Stripe sends its events; nowhere by default
 */
export async function givenOtherPlans(webhookUrl?: string) {
  await emulator.reset({ catalogue: [...CATALOGUE, ...TRIFLES, STUDIO] })
  const sync = await app.container.make(SyncCatalogue)
  await sync.handle()
  await emulator.reset({
    catalogue: CATALOGUE_WITH_PLANS,
    webhook: webhookUrl ? { url: webhookUrl, secret: WEBHOOK_SECRET } : undefined,
  })
}
