import type { Recurring } from '#stripe_emulator/objects'

/** "per month", "every 3 months". */
export function every(recurring: Recurring | null): string {
  if (!recurring) {
    return ''
  }
  const { interval, interval_count: count } = recurring
  return count === 1 ? `per ${interval}` : `every ${count} ${interval}s`
}
