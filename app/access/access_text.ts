import type { I18n } from '@adonisjs/i18n'
import { DateTime } from 'luxon'
import { chargesAgain, hasSubscription, nextChargeAt } from '#access/charges'
import { formatMoney } from '#shared/money'
import { printTime } from '#shared/print_time'
import type Purchase from '#models/purchase'
import type { AccessCode } from '#access/access_rules'
import type { Access } from '#access/find_access'
import type { Tone } from '#shared/tone'

/**
 * An access decision as text, in the reader's language.
 */
export interface AccessText {
  /** The state as a short label. */
  label: string
  tone: Tone
  title: string
  /** The reason, in a sentence or two. */
  text: string
}

const TONES: Record<AccessCode, Tone> = {
  active: 'good',
  kept: 'good',
  trial: 'good',
  renewing: 'good',
  grace: 'warn',
  cancelling: 'warn',
  paused: 'warn',
  pending: 'info',
  failed: 'bad',
  refunded: 'neutral',
  disputed: 'warn',
  lost: 'bad',
  past_due_over: 'bad',
  paused_over: 'warn',
  ended: 'neutral',
  revoked: 'bad',
  mismatch: 'warn',
  never_bought: 'neutral',
  other_price: 'neutral',
  signed_out: 'neutral',
  unknown_product: 'neutral',
  unknown_status: 'warn',
}

/**
 * The label, title and explanation of an access decision.
 */
export function accessText(access: Access, i18n: I18n): AccessText {
  const { code, configuration, purchase } = access
  const amount = purchase?.renewalAmount ?? null
  const at = decidingTime(access)
  const values = {
    product: configuration?.name ?? '',
    dated: at === null ? 'no' : 'yes',
    date: at === null ? '' : printTime(at, 'date', i18n.locale),
    priced: amount === null ? 'no' : 'yes',
    amount: amount === null ? '' : formatMoney(amount, purchase!.currency, i18n.locale),
    ending: purchase?.cancelsAt ? 'yes' : 'no',
    end: purchase?.cancelsAt ? printTime(purchase.cancelsAt, 'date', i18n.locale) : '',
  }
  return {
    label: i18n.t(`purchases.access.${code}.label`, values),
    tone: TONES[code],
    title: i18n.t(`purchases.access.${code}.title`, values),
    text: `${i18n.t(`purchases.access.${code}.text`, values)}${chargesText(access, i18n)}`,
  }
}

/** Codes of access that is closed although its subscription may go on. */
const CLOSED: AccessCode[] = ['refunded', 'disputed', 'lost', 'revoked', 'mismatch', 'ended']

/** What becomes of the subscription of a purchase that gives no access. */
function chargesText({ code, purchase }: Access, i18n: I18n): string {
  if (purchase === null || !CLOSED.includes(code) || !hasSubscription(purchase)) {
    return ''
  }
  const at = chargesAgain(purchase) ? nextChargeAt(purchase) : purchase.cancelsAt
  const charges = chargesAgain(purchase) ? 'goes_on' : 'stops'
  return ` ${i18n.t(`purchases.charges.${charges}`, {
    dated: at === null ? 'no' : 'yes',
    date: at === null ? '' : printTime(at, 'date', i18n.locale),
  })}`
}

/** The date that the text names: when the access renews, ends or ended. */
function decidingTime({ code, until, purchase }: Access): DateTime | null {
  switch (code) {
    case 'renewing':
    case 'trial':
      return purchase?.currentPeriodEndsAt ?? null
    case 'past_due_over':
      return purchase?.pastDueSince ?? null
    case 'ended':
      return purchase === null ? null : endOf(purchase)
    default:
      return until
  }
}

function endOf(purchase: Purchase): DateTime | null {
  const { endedAt, overrideEndsAt, cancelsAt, currentPeriodEndsAt } = purchase
  const ends = [endedAt, overrideEndsAt, cancelsAt, currentPeriodEndsAt]
  return ends.find((end) => end !== null && end <= DateTime.utc()) ?? null
}
