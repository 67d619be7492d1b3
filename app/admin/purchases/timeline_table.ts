import { text, time } from '#records/declarations/cells'
import type { RelatedTable } from '#records/declarations/related_table'
import { formatFileSize } from '#shared/file_size'
import { formatMoney } from '#shared/money'
import { printTime } from '#shared/print_time'
import type { TimelineEntry, TimelineKind } from '#purchases/list_timeline'

/** The actor of entries that staff did not cause. */
const WHO: Partial<Record<TimelineKind, string>> = {
  bought: 'The buyer',
  ordered: 'The buyer',
  order_failed: 'The buyer',
  paid: 'The buyer',
  downloaded: 'The buyer',
  refunded: 'Stripe',
  refunded_together: 'Stripe',
  refund_pending: 'Stripe',
  refund_waits: 'Stripe',
  refund_failed: 'Stripe',
  disputed: 'The bank',
  cancellation_planned: 'Stripe',
  cancellation_undone: 'Stripe',
  paused: 'Stripe',
  resumed: 'Stripe',
  ended: 'Stripe',
  event: 'Stripe',
  product_changed: 'Stripe',
  asked: 'The bank',
  mail: 'The store',
}

/** The timeline of a purchase as a table, with who did what. */
export function timelineTable(entries: TimelineEntry[]): RelatedTable {
  return {
    title: 'What happened',
    empty: 'Nothing yet.',
    heads: [{ label: 'When' }, { label: 'What' }, { label: 'Who' }],
    rows: entries.map((entry) => [
      time(entry.at),
      text(timelineText(entry), { note: detailOf(entry) ?? undefined }),
      text(entry.who ?? WHO[entry.kind] ?? ''),
    ]),
  }
}

/** The text of an entry, for staff. */
export function timelineText(entry: TimelineEntry): string {
  const sum = entry.amount === null ? '' : formatMoney(entry.amount, entry.currency, 'en')
  const price = entry.detail === null ? '' : ` (${entry.detail})`
  switch (entry.kind) {
    case 'bought':
      return `Bought for ${sum}${price}`
    case 'ordered':
      return `Ordered for ${sum}${price}, not paid yet`
    case 'order_failed':
      return `Ordered for ${sum}${price}, and the payment failed`
    case 'cancellation_planned':
      return entry.until === null
        ? 'Subscription cancelled'
        : `Subscription cancelled for ${printTime(entry.until, 'date', 'en')}`
    case 'cancellation_undone':
      return 'Cancellation undone'
    case 'paused':
      return 'Collection paused'
    case 'resumed':
      return 'Collection resumed'
    case 'ended':
      return 'Subscription ended'
    case 'granted':
      return 'Granted'
    case 'paid':
      return `Paid ${sum}`
    case 'refunded':
      return `Refunded ${sum}`
    case 'refunded_together':
      return `Refunded ${sum} of the whole payment, not known for which product`
    case 'refund_pending':
      return `A refund of ${sum} is on its way`
    case 'refund_waits':
      return `A refund of ${sum} waits for the buyer, who has to tell Stripe where to send it`
    case 'refund_failed':
      return `A refund of ${sum} failed`
    case 'disputed':
      return `The bank disputed ${sum}`
    case 'asked':
      return `The bank asked about ${sum}`
    case 'mail':
      return `Mail: ${(entry.detail ?? '').replaceAll('_', ' ')}`
    case 'downloaded':
      return `Downloaded ${entry.detail ?? 'a file'}`
    case 'product_changed':
      return `Subscription changed from ${entry.before} to ${entry.detail}`
    case 'act':
      return actText(entry.detail ?? '')
    case 'event':
      return `Event: ${entry.detail ?? ''}`
  }
}

function detailOf({ kind, detail, address, bytes }: TimelineEntry): string | null {
  if (kind === 'downloaded') {
    const size = bytes === null ? '' : formatFileSize(bytes, 'en')
    return [size, address].filter(Boolean).join(', from ') || null
  }
  return kind.startsWith('refund') || kind === 'disputed' || kind === 'asked' ? detail : null
}

/** `purchase.access_decided` is "Access decided". */
function actText(action: string): string {
  if (action === 'proof.exported') {
    return 'Delivery proof exported'
  }
  const name = (action.split('.').at(-1) ?? action).replaceAll('_', ' ')
  return name.charAt(0).toUpperCase() + name.slice(1)
}
