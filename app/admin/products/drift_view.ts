import type { Drift, DriftField, DriftFix } from '#catalogue_editing/find_drift'

/** A difference between the store and Stripe, as the page shows it. */
export interface DriftView {
  field: DriftField
  label: string
  reason: string
  sides: {
    label: string
    value: string | null
    /** The button that changes the other side to this value, and its effect. */
    fix: { value: DriftFix; text: string; effect: string } | null
  }[]
}

const LABELS: Record<string, string> = {
  name: 'Name',
  description: 'Description',
  default_price: 'Default price',
  state: 'State',
}

const REASONS: Record<Drift['reason'], string> = {
  outdated: 'Stripe was changed, and the copy here does not say so yet.',
  chosen: 'The store says something of its own.',
  repeated: 'The store says the same in words of its own, so it would not follow Stripe.',
}

/**
 * Explains a difference, with the effect of resolving it either way.
 */
export function viewDrift(drift: Drift): DriftView {
  const fix = (value: DriftFix, text: string, effect: string) =>
    drift.fixes.includes(value) ? { value, text, effect } : null
  return {
    field: drift.field,
    label: LABELS[drift.field] ?? `Price ${drift.field.replace('price:', '')}`,
    reason: REASONS[drift.reason],
    sides: [
      {
        label: 'At Stripe',
        value: drift.theirs,
        fix: fix('take_theirs', 'Take Stripe’s', effectHere(drift)),
      },
      {
        label: 'Here',
        value: drift.ours,
        fix: fix('give_ours', 'Give Stripe ours', effectAtStripe(drift)),
      },
    ],
  }
}

function effectHere({ field, reason, theirs }: Drift): string {
  if (reason === 'outdated') {
    return 'Everything about the product is copied from Stripe anew.'
  }
  switch (field) {
    case 'state':
      return theirs === 'Active'
        ? 'It is restored here.'
        : 'It is archived here too, and open payment pages are closed. Buyers keep what they have.'
    case 'default_price':
      return 'The store sells by this price.'
    default:
      return 'The store’s own words are given up, and it follows Stripe from now on.'
  }
}

function effectAtStripe({ field, ours }: Drift): string {
  switch (field) {
    case 'state':
      return ours === 'Active'
        ? 'It is restored at Stripe.'
        : 'It is archived at Stripe too, and open payment pages are closed. Buyers keep what they have.'
    case 'default_price':
      return 'It becomes the default price at Stripe.'
    default:
      return 'It stands at Stripe too: on payment pages and receipts.'
  }
}
