import type { Step } from '#tests/faults/random_histories/random_history'

/** Random histories that once ended in a wrong state, reduced to the steps that were needed for it. */
export const KNOWN_FAILURES: Record<string, Step[]> = {
  'a first payment that failed and was then made by another method': [
    { act: 'begin', pick: 1 },
    { act: 'payDelayed', pick: 1 },
    { act: 'deliverTwiceAtOnce', pick: 0 },
    { act: 'failDelayed', pick: 1 },
    { act: 'updateCard', pick: 1 },
  ],
}
