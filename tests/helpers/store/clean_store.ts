import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import limiter from '@adonisjs/limiter/services/main'
import redis from '@adonisjs/redis/services/main'
import env from '#start/env'
import storeConfig from '#config/store'
import { catalogueClock } from '#catalogue/catalogue_clock'
import { catalogueMemo } from '#storefront/page_cache/catalogue_memo'
import { publicPages } from '#storefront/page_cache/public_pages'
import { attentionCount } from '#operations/attention/attention_count'
import { stripeRefusals } from '#stripe/stripe_refusals'
import { emptyDatabase } from '#tests/helpers/store/database'
import { emulator, testWebhookUrl, WEBHOOK_SECRET } from '#tests/helpers/stripe/emulator'

/**
 * Empties the store and the local Stripe: rows, files and caches. For `group.each.setup`.
 */
export async function cleanStore() {
  await emptyDatabase()
  await clearRedis()
  await limiter.clear(['memory'])
  clearPageCaches()
  for (const folder of ['goods', 'covers', 'mails']) {
    await rm(join(storeConfig.dataDirectory, folder), { recursive: true, force: true })
  }
  await emulator.reset({
    catalogue: 'empty',
    webhook: { url: testWebhookUrl(), secret: WEBHOOK_SECRET },
  })
}

/**
 * The same without the local Stripe, for tests that do not call it.
 */
export async function cleanStoreAlone() {
  await emptyDatabase()
  await clearRedis()
  await limiter.clear(['memory'])
  clearPageCaches()
}

async function clearRedis() {
  if (env.get('REDIS_URL')) {
    await redis.flushdb()
  }
}

function clearPageCaches() {
  attentionCount.forget()
  stripeRefusals.forget()
  publicPages.clear()
  catalogueMemo.clear()
  catalogueClock.forget()
}
