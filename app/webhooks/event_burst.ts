import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds that are counted together. */
const WINDOW = 250

/** More than this in a second is a burst. */
const BURST = 100

/** Milliseconds to step aside for at most, and between two looks. */
const LONGEST = 500
const LOOK_EVERY = 50

/**
 * Counts what comes in and has to be answered at once, so that work that can wait steps aside during
 * a burst: both share one thread, and Stripe turns away from an endpoint that answers slowly.
 */
export class EventBurst {
  #windowStart = 0
  #count = 0
  #before = 0

  add() {
    this.#roll()
    this.#count++
  }

  get isBurst(): boolean {
    this.#roll()
    return Math.max(this.#count, this.#before) * (1000 / WINDOW) > BURST
  }

  /** Waits while much is coming in, but not for ever: a long burst slows work and never stops it. */
  async waitForCalm(): Promise<void> {
    for (let waited = 0; waited < LONGEST && this.isBurst; waited += LOOK_EVERY) {
      await sleep(LOOK_EVERY)
    }
  }

  #roll() {
    const windows = Math.floor((performance.now() - this.#windowStart) / WINDOW)
    if (windows >= 1) {
      this.#before = windows === 1 ? this.#count : 0
      this.#count = 0
      this.#windowStart = performance.now()
    }
  }
}

/** Events of Stripe that came to this process. */
export const eventBurst = new EventBurst()
