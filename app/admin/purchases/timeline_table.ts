import { text, time } from '#records/declarations/cells'
import type { RelatedTable } from '#records/declarations/related_table'
import { formatFileSize } from '#shared/file_size'
import { formatMoney } from '#shared/money'
import type { TimelineEntry, TimelineKind } from '#purchases/list_timeline'

/** Who does what staff do not do. */
const WHO: Partial<Record<TimelineKind, string>> = {
  bought: 'The buyer',
  paid: 'The buyer',
  downloaded: 'The buyer',
  refunded: 'Stripe',
  refund_failed: 'Stripe',
  disputed: 'The bank',
  event: 'Stripe',
  mail: 'The store',
}

/** What happened to a purchase, in order, with who did it. */
export function timelineTable(entries: TimelineEntry[]): RelatedTable {
  return {
    title: 'What happened',
    empty: 'Nothing yet.',
    heads: [{ label: 'When' }, { label: 'What' }, { label: 'Who' }],
    rows: entries.map((entry) => [
      time(entry.at),
      text(timelineWords(entry), { note: detailOf(entry) ?? undefined }),
      text(entry.who ?? WHO[entry.kind] ?? ''),
    ]),
  }
}

/** A thing that happened, in words for staff. */
export function timelineWords(entry: TimelineEntry): string {
  const sum = entry.amount === null ? '' : formatMoney(entry.amount, entry.currency, 'en')
  switch (entry.kind) {
    case 'bought':
      return `Bought for ${sum}`
    case 'granted':
      return 'Granted'
    case 'paid':
      return `Paid ${sum}`
    case 'refunded':
      return `Refunded ${sum}`
    case 'refund_failed':
      return `A refund of ${sum} failed`
    case 'disputed':
      return `The bank disputed ${sum}`
    case 'mail':
      return `Mail: ${(entry.detail ?? '').replaceAll('_', ' ')}`
    case 'downloaded':
      return `Downloaded ${entry.detail ?? 'a file'}`
    case 'act':
      return actWords(entry.detail ?? '')
    case 'event':
      return `Event: ${entry.detail ?? ''}`
  }
}

function detailOf({ kind, detail, address, bytes }: TimelineEntry): string | null {
  if (kind === 'downloaded') {
    const size = bytes === null ? '' : formatFileSize(bytes, 'en')
    return [size, address].filter(Boolean).join(', from ') || null
  }
  return kind === 'refunded' || kind === 'refund_failed' || kind === 'disputed' ? detail : null
}

/** `purchase.access_decided` is "Access decided". */
function actWords(action: string): string {
  if (action === 'proof.exported') {
    return 'Delivery proof exported'
  }
  const words = (action.split('.').at(-1) ?? action).replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
