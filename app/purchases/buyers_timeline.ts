import type { I18n } from '@adonisjs/i18n'
import type { DateTime } from 'luxon'
import { formatMoney } from '#shared/money'
import type { TimelineEntry } from '#purchases/list_timeline'

/** What staff did that buyers are told of; the rest is the store's own business. */
const TOLD = ['purchase.access_decided', 'purchase.access_lifted']

/**
 * What happened to a purchase as its buyer is told: no names of staff, no addresses, nothing of the
 * machinery.
 */
export function buyersTimeline(
  entries: TimelineEntry[],
  i18n: I18n
): { text: string; at: DateTime }[] {
  return entries
    .filter(({ kind, detail }) => kind !== 'act' || TOLD.includes(detail ?? ''))
    .map((entry) => ({ text: words(entry, i18n), at: entry.at }))
}

function words({ kind, amount, currency, detail }: TimelineEntry, i18n: I18n): string {
  const isFree = kind === 'bought' && amount === 0
  return i18n.t(`purchases.timeline.${isFree ? 'bought_free' : kind}`, {
    amount: amount === null ? '' : formatMoney(amount, currency, i18n.locale),
    file: detail ?? '',
  })
}
