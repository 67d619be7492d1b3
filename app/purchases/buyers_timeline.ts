import type { I18n } from '@adonisjs/i18n'
import type { DateTime } from 'luxon'
import { formatMoney } from '#shared/money'
import { printTime } from '#shared/print_time'
import type { TimelineEntry } from '#purchases/list_timeline'

/** Audit actions that buyers see; all others are internal. */
const SHOWN_TO_BUYERS = ['purchase.access_decided', 'purchase.access_lifted']

/**
 * The timeline of a purchase as its buyer sees it: no names of staff, no addresses, no technical
 * events.
 */
export function buyersTimeline(
  entries: TimelineEntry[],
  i18n: I18n
): { text: string; at: DateTime }[] {
  return entries
    .filter(({ kind, detail }) => kind !== 'act' || SHOWN_TO_BUYERS.includes(detail ?? ''))
    .map((entry) => ({ text: entryText(entry, i18n), at: entry.at }))
}

function entryText({ kind, amount, currency, detail, until }: TimelineEntry, i18n: I18n): string {
  const isFree = kind === 'bought' && amount === 0
  return i18n.t(`purchases.timeline.${isFree ? 'bought_free' : kind}`, {
    amount: amount === null ? '' : formatMoney(amount, currency, i18n.locale),
    file: detail ?? '',
    date: until === null ? '' : printTime(until, 'date', i18n.locale),
  })
}
