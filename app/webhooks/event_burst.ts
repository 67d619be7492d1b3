import { setTimeout as sleep } from 'node:timers/promises'

/** The length of a counting window in milliseconds. */
const WINDOW = 250

/** More events per second than this are a burst. */
const BURST = 100

/** The longest wait, and the pause between two checks, in milliseconds. */
const LONGEST = 500
const CHECK_EVERY = 50

/**
 * Counts incoming webhooks, so that background work pauses during a burst: both share one thread,
 * and Stripe backs off from an endpoint that answers slowly.
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

  /**
   * Waits during a burst, at most 500 ms: a long burst slows background work but never stops it.
   */
  async waitForCalm(): Promise<void> {
    for (let waited = 0; waited < LONGEST && this.isBurst; waited += CHECK_EVERY) {
      await sleep(CHECK_EVERY)
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

/** Webhooks received by this process. */
export const eventBurst = new EventBurst()
