import type { Recurring } from '#stripe_emulator/objects'

const DAY = 24 * 60 * 60

/**
 * When a period ends, in seconds since 1970 (UTC); period 1 is the first. All periods are counted from
 * the anchor, so that a subscription of 31 January renews on 28 February
 * and then on 31 March again, as Stripe does.
 */
export function periodEnd(
  anchor: number,
  recurring: Pick<Recurring, 'interval' | 'interval_count'>,
  number: number
): number {
  const count = recurring.interval_count * number
  switch (recurring.interval) {
    case 'day':
      return anchor + count * DAY
    case 'week':
      return anchor + count * 7 * DAY
    case 'month':
      return addMonths(anchor, count)
    case 'year':
      return addMonths(anchor, count * 12)
  }
}

function addMonths(seconds: number, months: number): number {
  const from = new Date(seconds * 1000)
  const to = new Date(from)
  to.setUTCDate(1)
  to.setUTCMonth(from.getUTCMonth() + months)
  const lastDay = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate()
  to.setUTCDate(Math.min(from.getUTCDate(), lastDay))
  return to.getTime() / 1000
}
