import type { Step } from '#tests/faults/random_histories/random_history'

/** Random lives that once ended wrongly, cut down to what was needed for it. */
export const KEPT_LIVES: Record<string, Step[]> = {
  'a first payment that failed, and was made by another method then': [
    { act: 'begin', pick: 1 },
    { act: 'payLate', pick: 1 },
    { act: 'deliverTwiceAtOnce', pick: 0 },
    { act: 'failLate', pick: 1 },
    { act: 'mend', pick: 1 },
  ],
}
