import type { I18n } from '@adonisjs/i18n'
import { urlFor } from '@adonisjs/core/services/url_builder'
import storeConfig from '#config/store'
import type { AccessCode } from '#access/access_rules'
import type { Access } from '#access/find_access'
import { chargesAgain } from '#access/charges'
import { isShown } from '#catalogue/product_standing'

/**
 * The buyer's next step, as a link.
 */
export interface NextStep {
  text: string
  href: string
  kind: 'primary' | 'secondary'
}

type Step = 'open' | 'check' | 'buy_again' | 'see_prices' | 'write'

const STEPS: Record<AccessCode, Step> = {
  active: 'open',
  kept: 'open',
  trial: 'open',
  renewing: 'open',
  grace: 'open',
  cancelling: 'open',
  paused: 'open',
  pending: 'check',
  failed: 'buy_again',
  refunded: 'buy_again',
  lost: 'buy_again',
  past_due_over: 'buy_again',
  ended: 'buy_again',
  never_bought: 'buy_again',
  other_price: 'see_prices',
  signed_out: 'buy_again',
  unknown_product: 'buy_again',
  disputed: 'write',
  paused_over: 'write',
  revoked: 'write',
  mismatch: 'write',
  unknown_status: 'write',
}

/**
 * The one thing to do next, by access code: open the product, check the payment, buy it again, see its
 * prices, or write to the store.
 */
export function nextStep(access: Access, i18n: I18n): NextStep {
  switch (stepOf(access)) {
    case 'open':
      return openStep(access, i18n)
    case 'check':
      return checkStep(access, i18n)
    case 'buy_again':
    case 'see_prices':
      return productStep(access, i18n, STEPS[access.code])
    case 'write':
      return writeStep(access, i18n)
  }
}

/** Who would buy it again would pay twice, as long as the subscription goes on. */
function stepOf({ code, purchase }: Access): Step {
  const step = STEPS[code]
  const goesOn = code !== 'past_due_over' && purchase !== null && chargesAgain(purchase)
  return step === 'buy_again' && goesOn ? 'write' : step
}

/**
 * What a buyer can do in Stripe's portal: `fix` a failed payment or `manage` a running
 * subscription; null where there is no subscription or it has ended.
 */
export function portalStep({ code, purchase }: Access): 'fix' | 'manage' | null {
  if (!purchase?.subscriptionId || !purchase.stripeCustomerId || purchase.endedAt !== null) {
    return null
  }
  return code === 'past_due_over' || (code === 'grace' && purchase.pastDueSince !== null)
    ? 'fix'
    : 'manage'
}

function openStep({ configuration }: Access, i18n: I18n): NextStep {
  const slug = configuration?.slug ?? ''
  return {
    text: configuration?.ctaOwnedText ?? i18n.t('purchases.next.open'),
    href: urlFor('products.access', { productSlug: slug }),
    kind: 'primary',
  }
}

/**
 * The return page reads the session from Stripe, so it finds a payment whose webhook has not
 * arrived.
 */
function checkStep({ purchase }: Access, i18n: I18n): NextStep {
  const sessionId = purchase?.checkoutSessionId
  return {
    text: i18n.t('purchases.next.check'),
    href: sessionId
      ? urlFor('checkout.return', {}, { qs: { session_id: sessionId } })
      : urlFor('purchases.show', { reference: purchase?.reference ?? '' }),
    kind: 'secondary',
  }
}

/** A hidden product cannot be bought: its page answers 404. */
function productStep({ configuration }: Access, i18n: I18n, step: Step): NextStep {
  if (!configuration || !isShown(configuration)) {
    return { text: i18n.t('purchases.next.store'), href: urlFor('store.home'), kind: 'secondary' }
  }
  return {
    text: i18n.t(`purchases.next.${step}`),
    href: urlFor('store.products.show', { productSlug: configuration.slug }),
    kind: 'secondary',
  }
}

/** A link that starts a mail to the store, with the purchase's reference in the subject. */
export function writeStep({ purchase }: Pick<Access, 'purchase'>, i18n: I18n): NextStep {
  const subject = i18n.t('purchases.next.write_subject', { reference: purchase?.reference ?? '' })
  return {
    text: i18n.t('purchases.next.write'),
    href: `mailto:${storeConfig.contactAddress}?subject=${encodeURIComponent(subject)}`,
    kind: 'secondary',
  }
}
